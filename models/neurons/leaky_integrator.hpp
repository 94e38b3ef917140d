#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <string_view>

#include "sim/network/neuron.hpp"

namespace meniscus {

struct LeakyIntegratorParameters {
  double tau_m = 20.0;  ///< membrane time constant [ms]
  double e_l = 0.0;     ///< resting potential [mV]
  double r_m = 0.1;     ///< membrane resistance [GOhm]
  double i_e = 0.0;     ///< constant input current [pA]

  static constexpr auto fields() {
    using P = LeakyIntegratorParameters;
    return std::tuple{field("tau_m", &P::tau_m, unit::ms, positive, "membrane time constant"),
                      field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
                      field("r_m", &P::r_m, unit::MOhm, positive, "membrane resistance"),
                      field("i_e", &P::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const { return ""; }
};

/// Leaky integrator that never spikes: a filter of its input, e.g. a readout.
///   tau_m dv/dt = -(v - e_l) + r_m (i_e + i);   an input of weight w: v <- v + w
/// Solved exactly between ticks. Lapicque (1907), as in Gerstner, Kistler, Naud & Paninski (2014),
/// Neuronal Dynamics, §1.3.
template <std::floating_point Scalar>
struct BasicLeakyIntegrator {
  using Real = Scalar;
  using Parameters = LeakyIntegratorParameters;
  static constexpr std::string_view name = "leaky_integrator";
  static constexpr std::string_view summary = "leaky integrator without spikes";
  static constexpr std::array channels{
      Channel{"delta", unit::mV, "jump of the membrane potential"}};

  struct State {
    Real v = 0;  ///< membrane potential [mV]

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential")};
    }
  };

  BasicLeakyIntegrator(const Parameters& p, const Resolution& resolution)
      : v_rest_(static_cast<Real>(p.e_l + p.r_m * p.i_e)),
        r_m_(static_cast<Real>(p.r_m)),
        e_l_(static_cast<Real>(p.e_l)),
        decay_(static_cast<Real>(std::exp(-resolution.tick() / p.tau_m))) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<1, Real>& input, Real current) const {
    const Real v_inf = v_rest_ + r_m_ * current;
    s.v = v_inf + (s.v - v_inf) * decay_ + input[0];
    return false;
  }

 private:
  Real v_rest_, r_m_, e_l_, decay_;
};

using LeakyIntegrator = BasicLeakyIntegrator<double>;

}  // namespace meniscus
