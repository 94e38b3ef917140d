#pragma once

#include <algorithm>
#include <cmath>
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

/// Pair-based spike-timing-dependent plasticity of any weights, with rates that may move.
///   target spikes:  w <- w + a_plus w_max ((w_max - w)/(w_max - w_min))^mu_plus x
///   spike arrives:  w <- w - a_minus w_max ((w - w_min)/(w_max - w_min))^mu_minus y
///   dx/dt = -x/tau_plus, + 1 at arrivals;  dy/dt = -y/tau_minus, + 1 at target spikes
///   w_min <= w <= w_max; both may be on either side of 0
/// `nearest`: x and y are set to 1 instead (symmetric nearest neighbour; Morrison, Diesmann &
/// Gerstner 2008, doi:10.1007/s00422-008-0233-1). mu = 0: additive, hard bounds; 1: multiplicative,
/// soft bounds; between: Guetig et al. (2003), doi:10.1523/JNEUROSCI.23-09-03697.2003.
/// `by_sign`: weights that start below 0 belong to inhibitory synapses: these stay between -w_max
/// and 0; target spikes raise |w| by a_minus and arrivals lower it by a_plus, as in Ivanov &
/// Michmizos (2021), arXiv:2111.01760. A weight keeps its sign at 0, as IEEE's -0.
struct Stdp {
  static constexpr std::string_view name = "stdp";
  static constexpr std::string_view summary =
      "pair STDP of weights of any sign, all to all or nearest, with rates that may move";

  struct Parameters {
    double tau_plus = 20.0;   ///< time constant of the presynaptic trace [ms]
    double tau_minus = 20.0;  ///< time constant of the postsynaptic trace [ms]
    double a_plus = 0.01;     ///< potentiation by a trace of 1, relative to w_max
    double a_minus = 0.01;    ///< depression by a trace of 1, relative to w_max
    double w_min = 0.0;       ///< least weight [unit of the channel]
    double w_max = 0.0;       ///< largest weight [unit of the channel]; must be given
    double mu_plus = 0.0;     ///< exponent of potentiation
    double mu_minus = 0.0;    ///< exponent of depression
    bool nearest = false;     ///< only nearest spikes interact
    bool by_sign = false;     ///< negative weights are inhibitory, with a rule of their own

    static constexpr auto fields(const Unit& weight = unit::none) {
      return std::tuple{
          field("tau_plus", &Parameters::tau_plus, unit::ms, positive,
                "time constant of the presynaptic trace"),
          field("tau_minus", &Parameters::tau_minus, unit::ms, positive,
                "time constant of the postsynaptic trace"),
          field("a_plus", &Parameters::a_plus, unit::none, any_value,
                "potentiation by a trace of 1, relative to w_max"),
          field("a_minus", &Parameters::a_minus, unit::none, any_value,
                "depression by a trace of 1, relative to w_max"),
          field("w_min", &Parameters::w_min, weight, any_value, "least weight"),
          field("w_max", &Parameters::w_max, weight, positive, "largest weight"),
          field("mu_plus", &Parameters::mu_plus, unit::none, non_negative,
                "exponent of potentiation's dependence on the distance to w_max"),
          field("mu_minus", &Parameters::mu_minus, unit::none, non_negative,
                "exponent of depression's dependence on the distance to w_min"),
          field("nearest", &Parameters::nearest, unit::none, any_value,
                "only nearest spikes interact"),
          field("by_sign", &Parameters::by_sign, unit::none, any_value,
                "weights that start negative are inhibitory: down to -w_max, a_plus and a_minus "
                "exchanged")};
    }
    std::string_view problem() const {
      if (w_min >= w_max) return "expected a w_min below w_max";
      return by_sign && w_min != 0.0 ? "by_sign: expected a w_min of 0" : "";
    }
    WeightBounds bounds() const {
      return {static_cast<float>(by_sign ? -w_max : w_min), static_cast<float>(w_max)};
    }
    bool keeps_signs() const { return by_sign || w_min >= 0.0; }
    double longest_tau() const { return std::max(tau_plus, tau_minus); }
  };

  struct Shared {
    double a_plus = 0.0;
    double a_minus = 0.0;
    static constexpr auto fields(const Unit& = unit::none) {
      return std::tuple{field("a_plus", &Shared::a_plus, unit::none, any_value,
                              "potentiation by a trace of 1, relative to w_max"),
                        field("a_minus", &Shared::a_minus, unit::none, any_value,
                              "depression by a trace of 1, relative to w_max")};
    }
  };
  struct Row {
    float x = 0.0f;
  };
  struct Target {
    float y = 0.0f;
  };
  using Synapse = NoState;

  Stdp(const Parameters& p, const Resolution& resolution)
      : parameters(p), plus(p.tau_plus, resolution), minus(p.tau_minus, resolution) {}

  Shared shared() const { return {parameters.a_plus, parameters.a_minus}; }
  void decay(Row& row, std::int32_t ticks) const { row.x *= plus.over(ticks); }
  void decay(Target& target, std::int32_t ticks) const { target.y *= minus.over(ticks); }
  double arrive(Row& row) const {
    row.x = parameters.nearest ? 1.0f : row.x + 1.0f;
    return 1.0;
  }
  void fire(Target& target) const { target.y = parameters.nearest ? 1.0f : target.y + 1.0f; }

  /// What the two kinds of spikes change in a weight.
  struct Changes {
    double by_target = 0.0;
    double by_arrivals = 0.0;
  };
  Changes changes(const SynapseEvent& event, const Shared& shared, const Row& row,
                  const Target& target) const {
    const Parameters& p = parameters;
    const bool inhibitory = is_inhibitory(event.weight);
    const double size = inhibitory ? -event.weight : event.weight;
    const double unit = inhibitory ? -p.w_max : p.w_max;
    const double up = inhibitory ? shared.a_minus : shared.a_plus;
    const double down = inhibitory ? shared.a_plus : shared.a_minus;
    const double range = p.w_max - p.w_min;
    Changes sum;
    if (event.fires) sum.by_target = up * unit * power((p.w_max - size) / range, p.mu_plus) * row.x;
    if (event.arrivals > 0.0f) {
      sum.by_arrivals =
          -event.arrivals * down * unit * power((size - p.w_min) / range, p.mu_minus) * target.y;
    }
    return sum;
  }

  /// `before` tells the sign that is kept.
  float bounded(double weight, float before) const {
    const auto high = static_cast<float>(parameters.w_max);
    const auto value = static_cast<float>(weight);
    if (is_inhibitory(before)) return value < 0.0f ? std::max(value, -high) : -0.0f;
    return std::clamp(value, static_cast<float>(parameters.w_min), high);
  }

  float learn(const SynapseEvent& event, const Shared& shared, const Row& row, const Target& target,
              Synapse&) const {
    const Changes sum = changes(event, shared, row, target);
    return bounded(event.weight + (sum.by_target + sum.by_arrivals), event.weight);
  }

  bool is_inhibitory(float weight) const { return parameters.by_sign && std::signbit(weight); }

  static double power(double base, double exponent) {
    if (exponent == 0.0) return 1.0;
    return exponent == 1.0 ? base : std::pow(std::max(base, 0.0), exponent);
  }

  Parameters parameters;
  Decay plus, minus;
};

}  // namespace meniscus
