#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <string_view>

#include "models/neurons/propagators.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifAdaptiveParameters {
  double tau_m = 20.0;       ///< membrane time constant [ms]
  double tau_syn_exc = 5.0;  ///< decay of the excitatory current [ms]
  double tau_syn_inh = 5.0;  ///< decay of the inhibitory current [ms]
  double tau_theta = 200.0;  ///< decay of what spikes add to the threshold [ms]
  double q_theta = 2.0;      ///< what a spike adds [mV]
  double e_l = -70.0;        ///< resting potential [mV]
  double v_th = -55.0;       ///< threshold without spikes [mV]
  double v_reset = -70.0;    ///< potential after a spike [mV]
  double t_ref = 2.0;        ///< refractory period [ms]
  double r_m = 0.1;          ///< membrane resistance [GOhm]
  double i_e = 0.0;          ///< constant input current [pA]

  static constexpr auto fields() {
    using P = LifAdaptiveParameters;
    return std::tuple{
        field("tau_m", &P::tau_m, unit::ms, positive, "membrane time constant"),
        field("tau_syn_exc", &P::tau_syn_exc, unit::ms, positive, "decay of exc"),
        field("tau_syn_inh", &P::tau_syn_inh, unit::ms, positive, "decay of inh"),
        field("tau_theta", &P::tau_theta, unit::ms, positive, "decay of theta"),
        field("q_theta", &P::q_theta, unit::mV, non_negative, "what a spike adds to theta"),
        field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
        field("v_th", &P::v_th, unit::mV, any_value, "threshold at theta = 0"),
        field("v_reset", &P::v_reset, unit::mV, any_value, "potential after a spike"),
        field("t_ref", &P::t_ref, unit::ms, non_negative, "refractory period"),
        field("r_m", &P::r_m, unit::MOhm, positive, "membrane resistance"),
        field("i_e", &P::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
};

/// Leaky integrate-and-fire neuron with exponential synaptic currents whose threshold rises with
/// every spike; for t_ref after a spike v is held at v_reset while currents and threshold go on.
///   tau_m dv/dt = -(v - e_l) + r_m (i_exc + i_inh + i_e + i)
///   tau_x di_x/dt = -i_x;   an input of weight w on channel x: i_x <- i_x + w
///   tau_theta dtheta/dt = -theta
///   v >= v_th + theta: spike, v <- v_reset, theta <- theta + q_theta
/// Exact propagators; an input at a tick moves v from the next tick on. The adaptive neuron of
/// Bellec et al. (2018), arXiv:1803.09574, in continuous time and with a fixed reset.
template <std::floating_point Scalar>
struct BasicLifAdaptive {
  using Real = Scalar;
  using Parameters = LifAdaptiveParameters;
  static constexpr std::string_view name = "lif_adaptive";
  static constexpr std::string_view summary =
      "LIF, exponential currents, adaptive threshold (Bellec et al. 2018)";
  static constexpr std::array channels{
      Channel{"exc", unit::pA, "current decaying with tau_syn_exc"},
      Channel{"inh", unit::pA, "current decaying with tau_syn_inh"}};
  static constexpr bool input_while_refractory = true;

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    Real i_exc = 0;                  ///< excitatory current [pA]
    Real i_inh = 0;                  ///< inhibitory current [pA]
    Real theta = 0;                  ///< of the threshold above v_th [mV]
    TickCount<Real> refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("i_exc", &State::i_exc, unit::pA, "excitatory current"),
                        variable("i_inh", &State::i_inh, unit::pA, "inhibitory current"),
                        variable("theta", &State::theta, unit::mV, "threshold above v_th"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  BasicLifAdaptive(const Parameters& p, const Resolution& resolution)
      : v_rest_(static_cast<Real>(p.e_l + p.r_m * p.i_e)),
        v_th_(static_cast<Real>(p.v_th)),
        v_reset_(static_cast<Real>(p.v_reset)),
        r_m_(static_cast<Real>(p.r_m)),
        e_l_(static_cast<Real>(p.e_l)),
        q_theta_(static_cast<Real>(p.q_theta)),
        decay_m_(decay(p.tau_m, resolution)),
        decay_exc_(decay(p.tau_syn_exc, resolution)),
        decay_inh_(decay(p.tau_syn_inh, resolution)),
        decay_theta_(decay(p.tau_theta, resolution)),
        exc_to_v_(to_v(p, p.tau_syn_exc, resolution)),
        inh_to_v_(to_v(p, p.tau_syn_inh, resolution)),
        t_ref_(tick_count<Real>(resolution, p.t_ref)) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<2, Real>& input, Real current) const {
    const Real v_inf = v_rest_ + r_m_ * current;
    const Real v = v_inf + (s.v - v_inf) * decay_m_ + (s.i_exc * exc_to_v_ + s.i_inh * inh_to_v_);
    const Real theta = s.theta * decay_theta_;
    s.i_exc = s.i_exc * decay_exc_ + input[0];
    s.i_inh = s.i_inh * decay_inh_ + input[1];
    const bool held = s.refractory > 0;
    const bool spike = !held & (v >= v_th_ + theta);
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.theta = spike ? theta + q_theta_ : theta;
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

 private:
  static Real decay(double tau, const Resolution& resolution) {
    return static_cast<Real>(std::exp(-resolution.tick() / tau));
  }
  static Real to_v(const Parameters& p, double tau_syn, const Resolution& resolution) {
    return static_cast<Real>(exponential_to_v(p.r_m, p.tau_m, tau_syn, resolution.tick()));
  }

  Real v_rest_, v_th_, v_reset_, r_m_, e_l_, q_theta_;
  Real decay_m_, decay_exc_, decay_inh_, decay_theta_, exc_to_v_, inh_to_v_;
  TickCount<Real> t_ref_;
};

using LifAdaptive = BasicLifAdaptive<double>;

}  // namespace meniscus
