#pragma once

#include <cmath>
#include <string_view>
#include <tuple>

#include "sim/core/field.hpp"
#include "sim/core/pack.hpp"
#include "sim/core/units.hpp"

namespace meniscus {

/// Pair-based spike-timing-dependent plasticity, all pairs, with a power law of the weight.
///   target spikes:   w <- w + learning_rate w_max (1 - w/w_max)^mu_plus x
///   spike arrives:   w <- w - learning_rate alpha w_max (w/w_max)^mu_minus y
///   dx/dt = -x/tau_plus, + 1 at arrivals;  dy/dt = -y/tau_minus, + 1 at target spikes
///   0 <= w <= w_max
/// mu = 0 is additive, mu = 1 multiplicative. Guetig et al. (2003),
/// doi:10.1523/JNEUROSCI.23-09-03697.2003, with the weight in absolute units; as NEST's
/// stdp_synapse. Changes below about 6e-8 of a weight are lost in its float32.
struct StdpPair {
  static constexpr std::string_view name = "stdp_pair";
  static constexpr std::string_view summary =
      "pair STDP, all to all, additive to multiplicative (Guetig et al. 2003)";

  struct Parameters {
    double tau_plus = 20.0;       ///< time constant of the presynaptic trace [ms]
    double tau_minus = 20.0;      ///< time constant of the postsynaptic trace [ms]
    double learning_rate = 0.01;  ///< of potentiation, relative to w_max
    double alpha = 1.0;           ///< depression over potentiation
    double w_max = 0.0;           ///< largest weight [unit of the channel]; must be given
    double mu_plus = 1.0;         ///< exponent of potentiation
    double mu_minus = 1.0;        ///< exponent of depression

    static constexpr auto fields(const Unit& weight = unit::none) {
      return std::tuple{
          field("tau_plus", &Parameters::tau_plus, unit::ms, positive,
                "time constant of the presynaptic trace"),
          field("tau_minus", &Parameters::tau_minus, unit::ms, positive,
                "time constant of the postsynaptic trace"),
          field("learning_rate", &Parameters::learning_rate, unit::none, non_negative,
                "potentiation by a trace of 1, relative to w_max"),
          field("alpha", &Parameters::alpha, unit::none, non_negative,
                "depression relative to potentiation"),
          field("w_max", &Parameters::w_max, weight, positive, "largest weight; the least is 0"),
          field("mu_plus", &Parameters::mu_plus, unit::none, non_negative,
                "exponent of potentiation's dependence on the weight"),
          field("mu_minus", &Parameters::mu_minus, unit::none, non_negative,
                "exponent of depression's dependence on the weight")};
    }
    std::string_view problem() const { return ""; }

    /// Whether changes are linear in the weight, which needs no powers.
    bool is_linear() const {
      const auto simple = [](double mu) { return mu == 0.0 || mu == 1.0; };
      return simple(mu_plus) && simple(mu_minus);
    }
  };

  explicit StdpPair(const Parameters& p) : parameters(p), w_max(static_cast<float>(p.w_max)) {}

  double tau_pre() const { return parameters.tau_plus; }
  double tau_post() const { return parameters.tau_minus; }

  float at_post_spike(float weight, float trace) const {
    const double room =
        std::pow(std::fmax(1.0 - weight / parameters.w_max, 0.0), parameters.mu_plus);
    return static_cast<float>(parameters.learning_rate * parameters.w_max * room) * trace;
  }
  float at_arrival(float weight, float trace) const {
    const double size = std::pow(weight / parameters.w_max, parameters.mu_minus);
    return static_cast<float>(-parameters.learning_rate * parameters.alpha * parameters.w_max *
                              size) *
           trace;
  }
  template <class Real>
  Real bounded(const Real& weight) const {
    return least(most(weight, all_of(0.0f, weight)), all_of(w_max, weight));
  }

  /// The rule where both exponents are 0 or 1: changes are (constant + slope w) trace.
  struct Linear;

  /// Calls `use` with the fastest form of the rule.
  template <class Use>
  static auto specialise(const Parameters& p, Use use);

  Parameters parameters;
  float w_max;  ///< [unit of the channel]
};

struct StdpPair::Linear : StdpPair {
  explicit Linear(const Parameters& p) : StdpPair(p) {
    const double up = p.learning_rate;
    const double down = -p.learning_rate * p.alpha;
    up_constant = static_cast<float>(up * p.w_max);
    up_slope = static_cast<float>(p.mu_plus == 1.0 ? -up : 0.0);
    down_constant = static_cast<float>(p.mu_minus == 1.0 ? 0.0 : down * p.w_max);
    down_slope = static_cast<float>(p.mu_minus == 1.0 ? down : 0.0);
  }

  template <class Real>
  Real at_post_spike(const Real& weight, const Real& trace) const {
    return (up_constant + up_slope * weight) * trace;
  }
  template <class Real>
  Real at_arrival(const Real& weight, const Real& trace) const {
    return (down_constant + down_slope * weight) * trace;
  }

  float up_constant, up_slope, down_constant, down_slope;
};

template <class Use>
auto StdpPair::specialise(const Parameters& p, Use use) {
  return p.is_linear() ? use(Linear(p)) : use(StdpPair(p));
}

}  // namespace meniscus
