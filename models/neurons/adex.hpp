#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <string_view>

#include "sim/core/exponential.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

struct AdexParameters {
  double c_m = 281.0;        ///< membrane capacitance [pF]
  double g_l = 30.0;         ///< leak conductance [nS]
  double e_l = -70.6;        ///< resting potential [mV]
  double v_t = -50.4;        ///< threshold of the upswing [mV]
  double delta_t = 2.0;      ///< slope factor of the upswing [mV]
  double v_peak = 20.0;      ///< where v counts as a spike [mV]
  double v_reset = -70.6;    ///< potential after a spike [mV]
  double t_ref = 0.0;        ///< refractory period [ms]
  double tau_w = 144.0;      ///< time constant of the adaptation [ms]
  double a = 4.0;            ///< adaptation below threshold [nS]
  double b = 80.5;           ///< what a spike adds to w [pA]
  double e_exc = 0.0;        ///< excitatory reversal potential [mV]
  double e_inh = -85.0;      ///< inhibitory reversal potential [mV]
  double tau_syn_exc = 2.0;  ///< decay of the excitatory conductance [ms]
  double tau_syn_inh = 5.0;  ///< decay of the inhibitory conductance [ms]
  double i_e = 0.0;          ///< constant input current [pA]

  static constexpr auto fields() {
    using P = AdexParameters;
    return std::tuple{
        field("c_m", &P::c_m, unit::pF, positive, "membrane capacitance"),
        field("g_l", &P::g_l, unit::nS, positive, "leak conductance"),
        field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
        field("v_t", &P::v_t, unit::mV, any_value, "threshold of the upswing"),
        field("delta_t", &P::delta_t, unit::mV, positive, "slope factor of the upswing"),
        field("v_peak", &P::v_peak, unit::mV, any_value, "where v counts as a spike"),
        field("v_reset", &P::v_reset, unit::mV, any_value, "potential after a spike"),
        field("t_ref", &P::t_ref, unit::ms, non_negative, "refractory period"),
        field("tau_w", &P::tau_w, unit::ms, positive, "time constant of the adaptation"),
        field("a", &P::a, unit::nS, any_value, "adaptation below threshold"),
        field("b", &P::b, unit::pA, any_value, "what a spike adds to w"),
        field("e_exc", &P::e_exc, unit::mV, any_value, "excitatory reversal potential"),
        field("e_inh", &P::e_inh, unit::mV, any_value, "inhibitory reversal potential"),
        field("tau_syn_exc", &P::tau_syn_exc, unit::ms, positive, "decay of exc"),
        field("tau_syn_inh", &P::tau_syn_inh, unit::ms, positive, "decay of inh"),
        field("i_e", &P::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const {
    return v_reset < v_peak ? "" : "v_reset must lie below v_peak";
  }
};

/// Adaptive exponential integrate-and-fire neuron with exponential synaptic conductances; for t_ref
/// after a spike v is held at v_reset while w and the conductances go on.
///   c_m dv/dt = -g_l (v - e_l) + g_l delta_t exp((v - v_t)/delta_t) - w
///               - g_exc (v - e_exc) - g_inh (v - e_inh) + i_e + i
///   tau_w dw/dt = a (v - e_l) - w
///   tau_x dg_x/dt = -g_x;   an input of weight w >= 0 on channel x: g_x <- g_x + w
///   v >= v_peak: spike, v <- v_reset, w <- w + b
/// Brette & Gerstner (2005), doi:10.1152/jn.00686.2005. Conductances decay exactly; v and w take
/// four Runge-Kutta steps of fourth order per tick, in which v counts as v_peak at most, and a
/// spike is told at the end of its tick. An input at a tick moves v from the next tick on.
template <std::floating_point Scalar>
struct BasicAdex {
  using Real = Scalar;
  using Parameters = AdexParameters;
  static constexpr std::string_view name = "adex";
  static constexpr std::string_view summary =
      "adaptive exponential integrate-and-fire (Brette & Gerstner 2005)";
  static constexpr std::array channels{
      Channel{"exc", unit::nS, "conductance towards e_exc, decaying with tau_syn_exc"},
      Channel{"inh", unit::nS, "conductance towards e_inh, decaying with tau_syn_inh"}};
  static constexpr bool input_while_refractory = true;

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    Real w = 0;                      ///< adaptation current [pA]
    Real g_exc = 0;                  ///< excitatory conductance [nS]
    Real g_inh = 0;                  ///< inhibitory conductance [nS]
    TickCount<Real> refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("w", &State::w, unit::pA, "adaptation current"),
                        variable("g_exc", &State::g_exc, unit::nS, "excitatory conductance"),
                        variable("g_inh", &State::g_inh, unit::nS, "inhibitory conductance"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  BasicAdex(const Parameters& p, const Resolution& resolution)
      : p_(p),
        step_(static_cast<Real>(resolution.tick() / steps)),
        per_delta_t_(static_cast<Real>(1.0 / p.delta_t)),
        per_c_m_(static_cast<Real>(1.0 / p.c_m)),
        per_tau_w_(static_cast<Real>(1.0 / p.tau_w)),
        decay_exc_(static_cast<Real>(std::exp(-resolution.tick() / (2 * steps * p.tau_syn_exc)))),
        decay_inh_(static_cast<Real>(std::exp(-resolution.tick() / (2 * steps * p.tau_syn_inh)))),
        t_ref_(tick_count<Real>(resolution, p.t_ref)) {}

  State initial() const { return {.v = p_.e_l}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<2, Real>& input, Real current) const {
    const bool held = s.refractory > 0;
    const Real i = current + p_.i_e;
    runge_kutta(s, i, held);
    runge_kutta(s, i, held);
    runge_kutta(s, i, held);
    runge_kutta(s, i, held);
    s.g_exc += input[0];
    s.g_inh += input[1];
    const bool spike = !held & (s.v >= p_.v_peak);
    s.v = spike ? p_.v_reset : s.v;
    s.w = spike ? s.w + p_.b : s.w;
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

 private:
  static constexpr int steps = 4;  ///< per tick

  /// The parameters as Real.
  struct Constants {
    explicit Constants(const Parameters& p)
        : g_l(static_cast<Real>(p.g_l)),
          e_l(static_cast<Real>(p.e_l)),
          v_t(static_cast<Real>(p.v_t)),
          upswing(static_cast<Real>(p.g_l * p.delta_t)),
          v_peak(static_cast<Real>(p.v_peak)),
          v_reset(static_cast<Real>(p.v_reset)),
          a(static_cast<Real>(p.a)),
          b(static_cast<Real>(p.b)),
          e_exc(static_cast<Real>(p.e_exc)),
          e_inh(static_cast<Real>(p.e_inh)),
          i_e(static_cast<Real>(p.i_e)) {}
    Real g_l, e_l, v_t, upswing, v_peak, v_reset, a, b, e_exc, e_inh, i_e;
  };

  struct Slope {
    Real v, w;
  };

  Slope slope(Real v, Real w, Real g_exc, Real g_inh, Real i, bool held) const {
    const Real u = v < p_.v_peak ? v : p_.v_peak;
    const Real upswing = p_.upswing * exponential((u - p_.v_t) * per_delta_t_);
    const Real sum =
        upswing - p_.g_l * (u - p_.e_l) - g_exc * (u - p_.e_exc) - g_inh * (u - p_.e_inh) - w + i;
    return {held ? 0 : sum * per_c_m_, (p_.a * (u - p_.e_l) - w) * per_tau_w_};
  }

  void runge_kutta(State& s, Real i, bool held) const {
    const Real half = step_ / 2;
    const Real exc_half = s.g_exc * decay_exc_, inh_half = s.g_inh * decay_inh_;
    const Real exc_end = exc_half * decay_exc_, inh_end = inh_half * decay_inh_;
    const Slope a = slope(s.v, s.w, s.g_exc, s.g_inh, i, held);
    const Slope b = slope(s.v + half * a.v, s.w + half * a.w, exc_half, inh_half, i, held);
    const Slope c = slope(s.v + half * b.v, s.w + half * b.w, exc_half, inh_half, i, held);
    const Slope d = slope(s.v + step_ * c.v, s.w + step_ * c.w, exc_end, inh_end, i, held);
    s.v += step_ / 6 * (a.v + 2 * (b.v + c.v) + d.v);
    s.w += step_ / 6 * (a.w + 2 * (b.w + c.w) + d.w);
    s.g_exc = exc_end;
    s.g_inh = inh_end;
  }

  Constants p_;
  Real step_, per_delta_t_, per_c_m_, per_tau_w_;
  Real decay_exc_, decay_inh_;  ///< over half a step
  TickCount<Real> t_ref_;
};

using Adex = BasicAdex<double>;

}  // namespace meniscus
