#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "sim/network/neuron.hpp"

namespace meniscus {

struct IzhikevichParameters {
  double a = 0.02;            ///< rate of u [1/ms]
  double b = 0.2;             ///< sensitivity of u to v
  double c = -65.0;           ///< v after a spike [mV]
  double d = 8.0;             ///< what a spike adds to u
  double i_e = 0.0;           ///< constant input; 1 pA is his 1
  double v_peak = 30.0;       ///< where v counts as a spike [mV]
  double quadratic = 0.04;    ///< coefficient of v^2
  double linear = 5.0;        ///< coefficient of v
  double constant = 140.0;    ///< the last coefficient
  double v_u = 0.0;           ///< where u's drive is zero [mV]
  double leak_u = 1.0;        ///< how much of u leaks
  std::uint32_t v_steps = 2;  ///< Euler steps of v in a tick

  static constexpr auto fields() {
    using P = IzhikevichParameters;
    constexpr Range one_or_two{.low = 1.0, .high = 2.0, .text = "1 or 2"};
    return std::tuple{
        field("a", &P::a, unit::none, any_value, "rate of u, per ms"),
        field("b", &P::b, unit::none, any_value, "sensitivity of u to v"),
        field("c", &P::c, unit::mV, any_value, "potential after a spike"),
        field("d", &P::d, unit::none, any_value, "what a spike adds to u"),
        field("i_e", &P::i_e, unit::pA, any_value, "constant input; 1 pA is the paper's 1"),
        field("v_peak", &P::v_peak, unit::mV, any_value, "where v counts as a spike"),
        field("quadratic", &P::quadratic, unit::none, any_value, "coefficient of v^2"),
        field("linear", &P::linear, unit::none, any_value, "coefficient of v"),
        field("constant", &P::constant, unit::none, any_value, "the last coefficient"),
        field("v_u", &P::v_u, unit::mV, any_value, "potential at which nothing drives u"),
        field("leak_u", &P::leak_u, unit::none, any_value, "how much of u leaks: 0 or 1"),
        field("v_steps", &P::v_steps, unit::none, one_or_two, "Euler steps of v in a tick")};
  }
  std::string_view problem() const { return c < v_peak ? "" : "c must lie below v_peak"; }
};

/// Izhikevich's simple model, all numbers in ms and mV; an input of weight w: v <- v + w.
///   dv/dt = quadratic v^2 + linear v + constant - u + i_e + i
///   du/dt = a (b (v - v_u) - leak_u u)
///   v >= v_peak: spike, v <- c, u <- u + d
/// By forward Euler, as the author's own programs, for which the parameters are tuned: v in two
/// steps of half a tick, then u with the new v (2003, doi:10.1109/TNN.2003.820440, with ticks of 1
/// ms), or with v_steps 1 in one step (2004, doi:10.1109/TNN.2004.832719, with ticks of 0.1 to 0.5
/// ms). The last six parameters are for the firing patterns of 2004 that vary the equations. There
/// is no refractory period: after a spike v starts from c, and inputs count at once.
template <std::floating_point Scalar>
struct BasicIzhikevich {
  using Real = Scalar;
  using Parameters = IzhikevichParameters;
  static constexpr std::string_view name = "izhikevich";
  static constexpr std::string_view summary = "simple model of spiking neurons (Izhikevich 2003)";
  static constexpr std::array channels{
      Channel{"delta", unit::mV, "jump of the membrane potential"}};

  struct State {
    Real v = 0;  ///< membrane potential [mV]
    Real u = 0;  ///< recovery

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("u", &State::u, unit::none, "recovery")};
    }
  };

  BasicIzhikevich(const Parameters& p, const Resolution& resolution)
      : b_(static_cast<Real>(p.b)),
        c_(static_cast<Real>(p.c)),
        d_(static_cast<Real>(p.d)),
        v_peak_(static_cast<Real>(p.v_peak)),
        quadratic_(static_cast<Real>(p.quadratic)),
        linear_(static_cast<Real>(p.linear)),
        constant_(static_cast<Real>(p.constant + p.i_e)),
        v_u_(static_cast<Real>(p.v_u)),
        leak_u_(static_cast<Real>(p.leak_u)),
        first_step_(static_cast<Real>(resolution.tick() / p.v_steps)),
        second_step_(static_cast<Real>(resolution.tick()) - first_step_),
        a_per_tick_(static_cast<Real>(p.a * resolution.tick())) {}

  /// The paper's start: v at c, u at b v.
  State initial() const { return {.v = c_, .u = b_ * c_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<1, Real>& input, Real current) const {
    Real v = s.v;
    v += first_step_ * slope(v, s.u, current);
    v += second_step_ * slope(v, s.u, current);
    v += input[0];
    const Real u = s.u + a_per_tick_ * (b_ * (v - v_u_) - leak_u_ * s.u);
    const bool spike = v >= v_peak_;
    s.v = spike ? c_ : v;
    s.u = spike ? u + d_ : u;
    return spike;
  }

 private:
  Real slope(Real v, Real u, Real current) const {
    return (quadratic_ * v + linear_) * v + constant_ - u + current;
  }

  Real b_, c_, d_, v_peak_, quadratic_, linear_, constant_, v_u_, leak_u_;
  Real first_step_, second_step_, a_per_tick_;
};

using Izhikevich = BasicIzhikevich<double>;

}  // namespace meniscus
