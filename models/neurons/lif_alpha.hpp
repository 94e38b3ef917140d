#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <numbers>
#include <string_view>

#include "models/neurons/propagators.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifAlphaParameters {
  double tau_m = 10.0;       ///< membrane time constant [ms]
  double tau_syn_exc = 2.0;  ///< rise of the excitatory current [ms]
  double tau_syn_inh = 2.0;  ///< rise of the inhibitory current [ms]
  double e_l = -70.0;        ///< resting potential [mV]
  double v_th = -55.0;       ///< threshold [mV]
  double v_reset = -70.0;    ///< potential after a spike [mV]
  double t_ref = 2.0;        ///< refractory period [ms]
  double r_m = 0.04;         ///< membrane resistance [GOhm]
  double i_e = 0.0;          ///< constant input current [pA]

  static constexpr auto fields() {
    using P = LifAlphaParameters;
    return std::tuple{
        field("tau_m", &P::tau_m, unit::ms, positive, "membrane time constant"),
        field("tau_syn_exc", &P::tau_syn_exc, unit::ms, positive, "time to the peak of exc"),
        field("tau_syn_inh", &P::tau_syn_inh, unit::ms, positive, "time to the peak of inh"),
        field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
        field("v_th", &P::v_th, unit::mV, any_value, "threshold"),
        field("v_reset", &P::v_reset, unit::mV, any_value, "potential after a spike"),
        field("t_ref", &P::t_ref, unit::ms, non_negative, "refractory period"),
        field("r_m", &P::r_m, unit::MOhm, positive, "membrane resistance"),
        field("i_e", &P::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
};

/// Leaky integrate-and-fire neuron with alpha-shaped synaptic currents; for t_ref after a spike v
/// is held at v_reset while the currents go on.
///   tau_m dv/dt = -(v - e_l) + r_m (i_exc + i_inh + i_e + i)
///   an input of weight w at 0 adds w e s/tau_x exp(-s/tau_x) to i_x: its peak is w, after tau_x
///   v >= v_th: spike, v <- v_reset
/// Exact propagators (Rotter & Diesmann 1999, doi:10.1007/s004220050570); an input at a tick moves
/// v from the next tick on.
template <std::floating_point Scalar>
struct BasicLifAlpha {
  using Real = Scalar;
  using Parameters = LifAlphaParameters;
  static constexpr std::string_view name = "lif_alpha";
  static constexpr std::string_view summary =
      "leaky integrate-and-fire, alpha currents (Rotter & Diesmann 1999)";
  static constexpr std::array channels{Channel{"exc", unit::pA, "peak of a current of tau_syn_exc"},
                                       Channel{"inh", unit::pA, "peak of one of tau_syn_inh"}};
  static constexpr bool input_while_refractory = true;

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    Real i_exc = 0;                  ///< excitatory current [pA]
    Real i_inh = 0;                  ///< inhibitory current [pA]
    Real rise_exc = 0;               ///< what still raises i_exc [pA/ms]
    Real rise_inh = 0;               ///< what still raises i_inh [pA/ms]
    TickCount<Real> refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("i_exc", &State::i_exc, unit::pA, "excitatory current"),
                        variable("i_inh", &State::i_inh, unit::pA, "inhibitory current"),
                        variable("rise_exc", &State::rise_exc, unit::pA, "rise of i_exc per ms"),
                        variable("rise_inh", &State::rise_inh, unit::pA, "rise of i_inh per ms"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  BasicLifAlpha(const Parameters& p, const Resolution& resolution)
      : v_rest_(static_cast<Real>(p.e_l + p.r_m * p.i_e)),
        v_th_(static_cast<Real>(p.v_th)),
        v_reset_(static_cast<Real>(p.v_reset)),
        r_m_(static_cast<Real>(p.r_m)),
        e_l_(static_cast<Real>(p.e_l)),
        decay_m_(static_cast<Real>(std::exp(-resolution.tick() / p.tau_m))),
        tick_(static_cast<Real>(resolution.tick())),
        exc_(p, p.tau_syn_exc, resolution.tick()),
        inh_(p, p.tau_syn_inh, resolution.tick()),
        t_ref_(tick_count<Real>(resolution, p.t_ref)) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<2, Real>& input, Real current) const {
    const Real v_inf = v_rest_ + r_m_ * current;
    const Real v = v_inf + (s.v - v_inf) * decay_m_ +
                   ((s.i_exc * exc_.i_to_v + s.rise_exc * exc_.rise_to_v) +
                    (s.i_inh * inh_.i_to_v + s.rise_inh * inh_.rise_to_v));
    s.i_exc = (s.i_exc + s.rise_exc * tick_) * exc_.decay;
    s.i_inh = (s.i_inh + s.rise_inh * tick_) * inh_.decay;
    s.rise_exc = s.rise_exc * exc_.decay + input[0] * exc_.gain;
    s.rise_inh = s.rise_inh * inh_.decay + input[1] * inh_.gain;
    const bool held = s.refractory > 0;
    const bool spike = !held & (v >= v_th_);
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

 private:
  /// What a tick does to one channel.
  struct Kernel {
    Kernel(const Parameters& p, double tau_syn, double h)
        : decay(static_cast<Real>(std::exp(-h / tau_syn))),
          gain(static_cast<Real>(std::numbers::e / tau_syn)),
          i_to_v(static_cast<Real>(exponential_to_v(p.r_m, p.tau_m, tau_syn, h))),
          rise_to_v(static_cast<Real>(alpha_to_v(p.r_m, p.tau_m, tau_syn, h))) {}
    Real decay, gain, i_to_v, rise_to_v;
  };

  Real v_rest_, v_th_, v_reset_, r_m_, e_l_, decay_m_, tick_;
  Kernel exc_, inh_;
  TickCount<Real> t_ref_;
};

using LifAlpha = BasicLifAlpha<double>;

}  // namespace meniscus
