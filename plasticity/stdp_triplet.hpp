#pragma once

#include <algorithm>
#include <cstdint>
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

/// Triplet spike-timing-dependent plasticity.
///   target spikes:  w <- w + learning_rate w_max r1 (a2_plus + a3_plus o2)
///   spike arrives:  w <- w - learning_rate w_max o1 (a2_minus + a3_minus r2);  0 <= w <= w_max
///   r1, r2 decay with tau_plus, tau_x and grow by 1 at arrivals; o1, o2 with tau_minus, tau_y at
///   target spikes. `nearest`: they are set to 1 instead.
/// Pfister & Gerstner (2006), doi:10.1523/JNEUROSCI.1425-06.2006, equations 1 to 4; r2 and o2 are
/// read just before the spike's own contribution. The defaults are their fit of all spikes in the
/// visual cortex (table 3); its minimal model has a2_plus = a3_minus = 0, a3_plus = 6.5e-3,
/// a2_minus = 7.1e-3, tau_y = 114 ms. The hippocampal fit (table 4): a2_plus = 6.1e-3,
/// a3_plus = 6.7e-3, a2_minus = 1.6e-3, a3_minus = 1.4e-3, tau_x = 946 ms, tau_y = 27 ms; minimal:
/// 5.3e-3, 8e-3, 3.5e-3, 0, tau_y = 40 ms. Their amplitudes refer to the weight at the start: have
/// that over w_max as learning_rate.
struct StdpTriplet {
  static constexpr std::string_view name = "stdp_triplet";
  static constexpr std::string_view summary =
      "triplet STDP, minimal or full, all to all or nearest spike (Pfister & Gerstner 2006)";

  struct Parameters {
    double tau_plus = 16.8;      ///< of the fast presynaptic trace r1 [ms]
    double tau_x = 101.0;        ///< of the slow presynaptic trace r2 [ms]
    double tau_minus = 33.7;     ///< of the fast postsynaptic trace o1 [ms]
    double tau_y = 125.0;        ///< of the slow postsynaptic trace o2 [ms]
    double a2_plus = 5e-10;      ///< potentiation by pairs
    double a3_plus = 6.2e-3;     ///< potentiation by triplets post-pre-post
    double a2_minus = 7e-3;      ///< depression by pairs
    double a3_minus = 2.3e-4;    ///< depression by triplets pre-post-pre
    double learning_rate = 1.0;  ///< of all four, relative to w_max
    double w_max = 0.0;          ///< largest weight [unit of the channel]; must be given
    bool nearest = false;        ///< only nearest spikes interact

    static constexpr auto fields(const Unit& weight = unit::none) {
      return std::tuple{
          field("tau_plus", &Parameters::tau_plus, unit::ms, positive,
                "time constant of the fast presynaptic trace"),
          field("tau_x", &Parameters::tau_x, unit::ms, positive,
                "time constant of the slow presynaptic trace"),
          field("tau_minus", &Parameters::tau_minus, unit::ms, positive,
                "time constant of the fast postsynaptic trace"),
          field("tau_y", &Parameters::tau_y, unit::ms, positive,
                "time constant of the slow postsynaptic trace"),
          field("a2_plus", &Parameters::a2_plus, unit::none, non_negative, "potentiation by pairs"),
          field("a3_plus", &Parameters::a3_plus, unit::none, non_negative,
                "potentiation by triplets post-pre-post"),
          field("a2_minus", &Parameters::a2_minus, unit::none, non_negative, "depression by pairs"),
          field("a3_minus", &Parameters::a3_minus, unit::none, non_negative,
                "depression by triplets pre-post-pre"),
          field("learning_rate", &Parameters::learning_rate, unit::none, non_negative,
                "of all four, relative to w_max"),
          field("w_max", &Parameters::w_max, weight, positive, "largest weight; the least is 0"),
          field("nearest", &Parameters::nearest, unit::none, any_value,
                "only nearest spikes interact")};
    }
    std::string_view problem() const { return ""; }
    WeightBounds bounds() const { return {0.0f, static_cast<float>(w_max)}; }
    double longest_tau() const { return std::max({tau_plus, tau_x, tau_minus, tau_y}); }
  };

  struct Shared {
    double learning_rate = 1.0;
    static constexpr auto fields(const Unit& = unit::none) {
      return std::tuple{field("learning_rate", &Shared::learning_rate, unit::none, any_value,
                              "of all changes, relative to w_max")};
    }
  };
  struct Row {
    float r1 = 0.0f, r2 = 0.0f;
  };
  struct Target {
    float o1 = 0.0f, o2 = 0.0f;
  };
  using Synapse = NoState;

  StdpTriplet(const Parameters& p, const Resolution& resolution)
      : parameters(p),
        plus(p.tau_plus, resolution),
        x(p.tau_x, resolution),
        minus(p.tau_minus, resolution),
        y(p.tau_y, resolution) {}

  Shared shared() const { return {parameters.learning_rate}; }
  void decay(Row& row, std::int32_t ticks) const {
    row.r1 *= plus.over(ticks);
    row.r2 *= x.over(ticks);
  }
  void decay(Target& target, std::int32_t ticks) const {
    target.o1 *= minus.over(ticks);
    target.o2 *= y.over(ticks);
  }
  double arrive(Row& row) const {
    row = parameters.nearest ? Row{1.0f, 1.0f} : Row{row.r1 + 1.0f, row.r2 + 1.0f};
    return 1.0;
  }
  void fire(Target& target) const {
    target = parameters.nearest ? Target{1.0f, 1.0f} : Target{target.o1 + 1.0f, target.o2 + 1.0f};
  }

  float learn(const SynapseEvent& event, const Shared& shared, const Row& row, const Target& target,
              Synapse&) const {
    const Parameters& p = parameters;
    const double down = event.arrivals * target.o1 * (p.a2_minus + p.a3_minus * row.r2);
    const double up = event.fires ? row.r1 * (p.a2_plus + p.a3_plus * target.o2) : 0.0;
    const double weight = event.weight + shared.learning_rate * p.w_max * (up - down);
    return static_cast<float>(std::clamp(weight, 0.0, p.w_max));
  }

  Parameters parameters;
  Decay plus, x, minus, y;
};

}  // namespace meniscus
