#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifNalsmParameters {
  double tau_m = 64.0;   ///< membrane time constant [ms]
  double tau_syn = 1.0;  ///< decay of the synaptic current [ms]
  double v_th = 20.0;    ///< threshold [mV]
  double v_reset = 0.0;  ///< potential after a spike [mV]
  double t_ref = 2.0;    ///< time without spikes after a spike [ms]

  static constexpr auto fields() {
    return std::tuple{
        field("tau_m", &LifNalsmParameters::tau_m, unit::ms, positive, "membrane time constant"),
        field("tau_syn", &LifNalsmParameters::tau_syn, unit::ms, positive,
              "decay of the synaptic current"),
        field("v_th", &LifNalsmParameters::v_th, unit::mV, any_value, "threshold"),
        field("v_reset", &LifNalsmParameters::v_reset, unit::mV, any_value,
              "potential after a spike"),
        field("t_ref", &LifNalsmParameters::t_ref, unit::ms, non_negative, "time without spikes")};
  }
  std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
};

/// The discrete-time leaky integrate-and-fire neuron of the neuron-astrocyte liquid state machine:
/// Euler leak, and a refractory period that blocks spikes but not integration. Per tick of h:
///   i <- i exp(-h/tau_syn) + input h/tau_syn;   v <- v - v h/tau_m + i
///   v >= v_th and not refractory: spike, v <- v_reset, no spike in the next t_ref
/// A source's new spike replaces what is left of the current of its last one (replace_tau).
/// Ivanov & Michmizos (2021), arXiv:2111.01760; order and constants of the authors' code.
template <std::floating_point Scalar>
struct BasicLifNalsm {
  using Real = Scalar;
  using Parameters = LifNalsmParameters;
  static constexpr std::string_view name = "lif_nalsm";
  static constexpr std::string_view summary =
      "discrete-time LIF of NALSM, replacing synapses (Ivanov & Michmizos 2021)";
  static constexpr std::array channels{
      Channel{"current", unit::mV, "per tick, decaying with tau_syn"}};
  static constexpr bool takes_current = false;  ///< the published model knows no injected current

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    Real i = 0;                      ///< synaptic current [mV per tick]
    TickCount<Real> refractory = 0;  ///< ticks without spikes still to come

    static constexpr auto variables() {
      return std::tuple{
          variable("v", &State::v, unit::mV, "membrane potential"),
          variable("i", &State::i, unit::mV, "synaptic current per tick"),
          variable("refractory", &State::refractory, unit::none, "ticks still blocked")};
    }
  };

  BasicLifNalsm(const Parameters& p, const Resolution& resolution)
      : v_th_(static_cast<Real>(p.v_th)),
        v_reset_(static_cast<Real>(p.v_reset)),
        leak_(static_cast<Real>(resolution.tick() / p.tau_m)),
        decay_(static_cast<Real>(std::exp(-resolution.tick() / p.tau_syn))),
        gain_(static_cast<Real>(resolution.tick() / p.tau_syn)),
        tau_syn_(p.tau_syn),
        t_ref_(tick_count<Real>(resolution, p.t_ref)) {}

  State initial() const { return {}; }
  double replace_tau() const { return tau_syn_; }

  bool step(State& s, const ChannelInput<1, Real>& input, Real) const {
    s.i = s.i * decay_ + input[0] * gain_;
    const Real v = s.v - s.v * leak_ + s.i;
    const bool blocked = s.refractory > 0;
    const bool spike = !blocked & (v >= v_th_);
    s.v = spike ? v_reset_ : v;
    s.refractory = spike ? t_ref_ : s.refractory - blocked;
    return spike;
  }

 private:
  Real v_th_, v_reset_, leak_, decay_, gain_;
  double tau_syn_;
  TickCount<Real> t_ref_;
};

using LifNalsm = BasicLifNalsm<double>;

}  // namespace meniscus
