#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "sim/network/neuron.hpp"

namespace meniscus {

/// Leaky integrate-and-fire neuron with exponential synaptic currents of two time constants; for
/// t_ref after a spike v is held at v_reset while the currents go on.
///   tau_m dv/dt = -(v - e_l) + r_m (i_exc + i_inh + i_e + i)
///   tau_x di_x/dt = -i_x;   an input of weight w on channel x: i_x <- i_x + w
///   v >= v_th: spike, v <- v_reset
/// Exact propagators (Rotter & Diesmann 1999, doi:10.1007/s004220050570); an input at a tick moves
/// v from the next tick on. The network of Vogels & Abbott (2005) in Brette et al. (2007),
/// doi:10.1007/s10827-007-0038-6, is made of it.
struct LifExp {
  static constexpr std::string_view name = "lif_exp";
  static constexpr std::string_view summary =
      "leaky integrate-and-fire, exponential currents (Rotter & Diesmann 1999)";
  static constexpr std::array channels{
      Channel{"exc", unit::pA, "current decaying with tau_syn_exc"},
      Channel{"inh", unit::pA, "current decaying with tau_syn_inh"}};

  struct Parameters {
    double tau_m = 20.0;        ///< membrane time constant [ms]
    double tau_syn_exc = 5.0;   ///< decay of the excitatory current [ms]
    double tau_syn_inh = 10.0;  ///< decay of the inhibitory current [ms]
    double e_l = -70.0;         ///< resting potential [mV]
    double v_th = -50.0;        ///< threshold [mV]
    double v_reset = -60.0;     ///< potential after a spike [mV]
    double t_ref = 2.0;         ///< refractory period [ms]
    double r_m = 0.1;           ///< membrane resistance [GOhm]
    double i_e = 0.0;           ///< constant input current [pA]

    static constexpr auto fields() {
      return std::tuple{
          field("tau_m", &Parameters::tau_m, unit::ms, positive, "membrane time constant"),
          field("tau_syn_exc", &Parameters::tau_syn_exc, unit::ms, positive, "decay of exc"),
          field("tau_syn_inh", &Parameters::tau_syn_inh, unit::ms, positive, "decay of inh"),
          field("e_l", &Parameters::e_l, unit::mV, any_value, "resting potential"),
          field("v_th", &Parameters::v_th, unit::mV, any_value, "threshold"),
          field("v_reset", &Parameters::v_reset, unit::mV, any_value, "potential after a spike"),
          field("t_ref", &Parameters::t_ref, unit::ms, non_negative, "refractory period"),
          field("r_m", &Parameters::r_m, unit::MOhm, positive, "membrane resistance"),
          field("i_e", &Parameters::i_e, unit::pA, any_value, "constant input current")};
    }
    std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
  };

  struct State {
    double v = 0.0;               ///< membrane potential [mV]
    double i_exc = 0.0;           ///< excitatory current [pA]
    double i_inh = 0.0;           ///< inhibitory current [pA]
    std::int64_t refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("i_exc", &State::i_exc, unit::pA, "excitatory current"),
                        variable("i_inh", &State::i_inh, unit::pA, "inhibitory current"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  LifExp(const Parameters& p, const Resolution& resolution)
      : v_rest_(p.e_l + p.r_m * p.i_e),
        v_th_(p.v_th),
        v_reset_(p.v_reset),
        r_m_(p.r_m),
        e_l_(p.e_l),
        decay_m_(std::exp(-resolution.tick() / p.tau_m)),
        decay_exc_(std::exp(-resolution.tick() / p.tau_syn_exc)),
        decay_inh_(std::exp(-resolution.tick() / p.tau_syn_inh)),
        exc_to_v_(current_to_v(p, p.tau_syn_exc, resolution.tick())),
        inh_to_v_(current_to_v(p, p.tau_syn_inh, resolution.tick())),
        t_ref_(resolution.ticks(p.t_ref).ticks) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<2>& input, double current) const {
    const double v_inf = v_rest_ + r_m_ * current;
    const double v = v_inf + (s.v - v_inf) * decay_m_ + (s.i_exc * exc_to_v_ + s.i_inh * inh_to_v_);
    s.i_exc = s.i_exc * decay_exc_ + input[0];
    s.i_inh = s.i_inh * decay_inh_ + input[1];
    const bool held = s.refractory > 0;
    const bool spike = !held & (v >= v_th_);
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

 private:
  /// What 1 pA of synaptic current at a tick has added to v one tick of h later:
  ///   r_m / tau_m * (exp(-h/tau_m) - exp(-h/tau_syn)) / (1/tau_syn - 1/tau_m),
  /// written so that it stays exact where the two time constants meet.
  static double current_to_v(const Parameters& p, double tau_syn, double h) {
    const double rate = 1.0 / tau_syn - 1.0 / p.tau_m;
    const double span = std::abs(rate * h) < 1e-300 ? h : -std::expm1(-rate * h) / rate;
    return p.r_m / p.tau_m * std::exp(-h / p.tau_m) * span;
  }

  double v_rest_, v_th_, v_reset_, r_m_, e_l_;
  double decay_m_, decay_exc_, decay_inh_, exc_to_v_, inh_to_v_;
  std::int64_t t_ref_;
};

}  // namespace meniscus
