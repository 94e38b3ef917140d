#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include "plasticity/no_state.hpp"
#include "sim/core/field.hpp"
#include "sim/core/time.hpp"
#include "sim/core/units.hpp"
#include "sim/network/decay.hpp"
#include "sim/network/plasticity_rule.hpp"
#include "sim/network/synapse_rule.hpp"

namespace meniscus {

/// Plasticity of inhibitory synapses that brings their targets to a rate.
///   spike arrives:  w <- w + learning_rate w_max (y - 2 target_rate tau)
///   target spikes:  w <- w + learning_rate w_max x;   w between 0 and w_max
///   dx/dt = -x/tau, + 1 at arrivals;  dy/dt = -y/tau, + 1 at target spikes
/// w_max has the sign that inhibition has in the channel: weights are negative where it is.
/// Vogels, Sprekeler, Zenke, Clopath & Gerstner (2011), doi:10.1126/science.1211095, whose
/// depression factor alpha is 2 target_rate tau: uncorrelated spikes potentiate on average as long
/// as the target fires faster than target_rate.
struct StdpInhibitory {
  static constexpr std::string_view name = "stdp_inhibitory";
  static constexpr std::string_view summary =
      "symmetric inhibitory plasticity towards a rate (Vogels et al. 2011)";

  struct Parameters {
    double tau = 20.0;             ///< time constant of both traces [ms]
    double target_rate = 0.003;    ///< at which depression and potentiation balance [kHz]
    double learning_rate = 0.001;  ///< relative to w_max
    /// weight of strongest inhibition [unit of the channel]; must be given
    double w_max = std::numeric_limits<double>::quiet_NaN();

    static constexpr auto fields(const Unit& weight = unit::none) {
      return std::tuple{
          field("tau", &Parameters::tau, unit::ms, positive, "time constant of both traces"),
          field("target_rate", &Parameters::target_rate, unit::Hz, non_negative,
                "rate to which targets are brought"),
          field("learning_rate", &Parameters::learning_rate, unit::none, non_negative,
                "potentiation by a trace of 1, relative to w_max"),
          field("w_max", &Parameters::w_max, weight, any_value,
                "weight of the strongest inhibition, with its sign; the weakest is 0")};
    }
    std::string_view problem() const { return w_max == 0.0 ? "expected a w_max other than 0" : ""; }
    WeightBounds bounds() const {
      const auto most = static_cast<float>(w_max);
      return {std::min(most, 0.0f), std::max(most, 0.0f)};
    }
    double longest_tau() const { return tau; }
  };

  struct Shared {
    double learning_rate = 0.0;
    double target_rate = 0.0;  ///< [kHz]
    static constexpr auto fields(const Unit& = unit::none) {
      return std::tuple{field("learning_rate", &Shared::learning_rate, unit::none, any_value,
                              "of all changes, relative to w_max"),
                        field("target_rate", &Shared::target_rate, unit::Hz, non_negative,
                              "rate to which targets are brought")};
    }
  };
  struct Row {
    float x = 0.0f;
  };
  struct Target {
    float y = 0.0f;
  };
  using Synapse = NoState;

  StdpInhibitory(const Parameters& p, const Resolution& resolution)
      : parameters(p), trace(p.tau, resolution) {}

  Shared shared() const { return {parameters.learning_rate, parameters.target_rate}; }
  void decay(Row& row, std::int32_t ticks) const { row.x *= trace.over(ticks); }
  void decay(Target& target, std::int32_t ticks) const { target.y *= trace.over(ticks); }
  double arrive(Row& row) const {
    row.x += 1.0f;
    return 1.0;
  }
  void fire(Target& target) const { target.y += 1.0f; }

  float learn(const SynapseEvent& event, const Shared& shared, const Row& row, const Target& target,
              Synapse&) const {
    const double alpha = 2.0 * shared.target_rate * parameters.tau;
    const double change = event.arrivals * (target.y - alpha) + (event.fires ? row.x : 0.0f);
    const double weight = event.weight + shared.learning_rate * parameters.w_max * change;
    const auto [low, high] = parameters.bounds();
    return std::clamp(static_cast<float>(weight), low, high);
  }

  Parameters parameters;
  Decay trace;
};

}  // namespace meniscus
