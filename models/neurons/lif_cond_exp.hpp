#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <string_view>

#include "sim/core/exponential.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifCondExpParameters {
  double c_m = 200.0;         ///< membrane capacitance [pF]
  double g_l = 10.0;          ///< leak conductance [nS]
  double e_l = -60.0;         ///< resting potential [mV]
  double e_exc = 0.0;         ///< excitatory reversal potential [mV]
  double e_inh = -80.0;       ///< inhibitory reversal potential [mV]
  double tau_syn_exc = 5.0;   ///< decay of the excitatory conductance [ms]
  double tau_syn_inh = 10.0;  ///< decay of the inhibitory conductance [ms]
  double v_th = -50.0;        ///< threshold [mV]
  double v_reset = -60.0;     ///< potential after a spike [mV]
  double t_ref = 5.0;         ///< refractory period [ms]
  double i_e = 0.0;           ///< constant input current [pA]

  static constexpr auto fields() {
    using P = LifCondExpParameters;
    return std::tuple{
        field("c_m", &P::c_m, unit::pF, positive, "membrane capacitance"),
        field("g_l", &P::g_l, unit::nS, positive, "leak conductance"),
        field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
        field("e_exc", &P::e_exc, unit::mV, any_value, "excitatory reversal potential"),
        field("e_inh", &P::e_inh, unit::mV, any_value, "inhibitory reversal potential"),
        field("tau_syn_exc", &P::tau_syn_exc, unit::ms, positive, "decay of exc"),
        field("tau_syn_inh", &P::tau_syn_inh, unit::ms, positive, "decay of inh"),
        field("v_th", &P::v_th, unit::mV, any_value, "threshold"),
        field("v_reset", &P::v_reset, unit::mV, any_value, "potential after a spike"),
        field("t_ref", &P::t_ref, unit::ms, non_negative, "refractory period"),
        field("i_e", &P::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
};

/// Leaky integrate-and-fire neuron with exponential synaptic conductances; for t_ref after a spike
/// v is held at v_reset while the conductances go on.
///   c_m dv/dt = -g_l (v - e_l) - g_exc (v - e_exc) - g_inh (v - e_inh) + i_e + i
///   tau_x dg_x/dt = -g_x;   an input of weight w >= 0 on channel x: g_x <- g_x + w
///   v >= v_th: spike, v <- v_reset
/// Conductances decay exactly; v follows from their means over the tick, exactly for these, which
/// is an exponential Euler step of second order in the tick, stable at any conductance. An input at
/// a tick moves v from the next tick on. Benchmark 1 of Brette et al. (2007),
/// doi:10.1007/s10827-007-0038-6, is made of it.
template <std::floating_point Scalar>
struct BasicLifCondExp {
  using Real = Scalar;
  using Parameters = LifCondExpParameters;
  static constexpr std::string_view name = "lif_cond_exp";
  static constexpr std::string_view summary =
      "leaky integrate-and-fire, exponential conductances (Brette et al. 2007)";
  static constexpr std::array channels{
      Channel{"exc", unit::nS, "conductance towards e_exc, decaying with tau_syn_exc"},
      Channel{"inh", unit::nS, "conductance towards e_inh, decaying with tau_syn_inh"}};
  static constexpr bool input_while_refractory = true;

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    Real g_exc = 0;                  ///< excitatory conductance [nS]
    Real g_inh = 0;                  ///< inhibitory conductance [nS]
    TickCount<Real> refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("g_exc", &State::g_exc, unit::nS, "excitatory conductance"),
                        variable("g_inh", &State::g_inh, unit::nS, "inhibitory conductance"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  BasicLifCondExp(const Parameters& p, const Resolution& resolution)
      : g_l_(static_cast<Real>(p.g_l)),
        rest_current_(static_cast<Real>(p.g_l * p.e_l + p.i_e)),
        e_l_(static_cast<Real>(p.e_l)),
        e_exc_(static_cast<Real>(p.e_exc)),
        e_inh_(static_cast<Real>(p.e_inh)),
        v_th_(static_cast<Real>(p.v_th)),
        v_reset_(static_cast<Real>(p.v_reset)),
        per_conductance_(static_cast<Real>(-resolution.tick() / p.c_m)),
        decay_exc_(static_cast<Real>(std::exp(-resolution.tick() / p.tau_syn_exc))),
        decay_inh_(static_cast<Real>(std::exp(-resolution.tick() / p.tau_syn_inh))),
        mean_exc_(mean_of_decay(resolution.tick() / p.tau_syn_exc)),
        mean_inh_(mean_of_decay(resolution.tick() / p.tau_syn_inh)),
        t_ref_(tick_count<Real>(resolution, p.t_ref)) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<2, Real>& input, Real current) const {
    const Real g_exc = s.g_exc * mean_exc_;
    const Real g_inh = s.g_inh * mean_inh_;
    const Real g = g_l_ + g_exc + g_inh;
    const Real v_inf = (rest_current_ + g_exc * e_exc_ + g_inh * e_inh_ + current) / g;
    const Real v = v_inf + (s.v - v_inf) * exponential(g * per_conductance_);
    s.g_exc = s.g_exc * decay_exc_ + input[0];
    s.g_inh = s.g_inh * decay_inh_ + input[1];
    const bool held = s.refractory > 0;
    const bool spike = !held & (v >= v_th_);
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

 private:
  /// The mean of exp(-s) over s from 0 to x.
  static Real mean_of_decay(double x) { return static_cast<Real>(-std::expm1(-x) / x); }

  Real g_l_, rest_current_, e_l_, e_exc_, e_inh_, v_th_, v_reset_, per_conductance_;
  Real decay_exc_, decay_inh_, mean_exc_, mean_inh_;
  TickCount<Real> t_ref_;
};

using LifCondExp = BasicLifCondExp<double>;

}  // namespace meniscus
