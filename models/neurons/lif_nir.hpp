#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <string_view>

#include "models/neurons/propagators.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifNirParameters {
  double tau_m = 20.0;    ///< membrane time constant [ms]
  double tau_syn = 0.0;   ///< decay of the synaptic current [ms]; 0: none, inputs act on v
  double e_l = 0.0;       ///< resting potential [mV]
  double v_th = 1.0;      ///< threshold [mV]
  double v_reset = 0.0;   ///< potential after a spike [mV]
  double r_m = 1.0;       ///< membrane resistance [GOhm]
  double w_in = 1.0;      ///< gain of the synaptic current
  bool leak = true;       ///< without it, v stays where it is between inputs
  bool spiking = true;    ///< without it, v is only filtered input
  bool subtract = false;  ///< a spike takes v_th - v_reset away instead of setting v_reset
  bool exact = false;     ///< solved exactly, instead of by Euler steps of a tick

  static constexpr auto fields() {
    using P = LifNirParameters;
    return std::tuple{
        field("tau_m", &P::tau_m, unit::ms, positive, "membrane time constant"),
        field("tau_syn", &P::tau_syn, unit::ms, non_negative,
              "decay of the synaptic current; 0: inputs act on v"),
        field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
        field("v_th", &P::v_th, unit::mV, any_value, "threshold"),
        field("v_reset", &P::v_reset, unit::mV, any_value, "potential after a spike"),
        field("r_m", &P::r_m, unit::GOhm, any_value, "membrane resistance"),
        field("w_in", &P::w_in, unit::none, any_value, "gain of the synaptic current"),
        field("leak", &P::leak, unit::none, any_value, "false: v stays between inputs"),
        field("spiking", &P::spiking, unit::none, any_value, "false: v is only filtered input"),
        field("subtract", &P::subtract, unit::none, any_value,
              "a spike takes v_th - v_reset away instead of setting v_reset"),
        field("exact", &P::exact, unit::none, any_value,
              "solve exactly instead of by Euler steps of a tick")};
  }
  std::string_view problem() const {
    if (spiking && v_reset > v_th) return "v_reset must not lie above v_th";
    if (!leak && tau_syn > 0.0) return "expected leak: true beside tau_syn";
    return "";
  }
};

/// Leaky integrate-and-fire neuron as the Neuromorphic Intermediate Representation defines it: the
/// summed weights x of a tick's inputs are a current that flows during that tick.
///   tau_syn di/dt = -i + w_in x   (tau_syn = 0: i = x)
///   tau_m dv/dt = -(v - e_l) + r_m i;   v > v_th: spike, v <- v_reset or v - (v_th - v_reset)
/// By Euler steps of a tick h, i before v (as the networks were trained that NIR files hold):
///   i <- i + h/tau_syn (w_in x - i);   v <- v + h/tau_m (e_l - v + r_m i)
/// or exactly. v starts at 0. IF, LIF, LI, CubaLIF and CubaLI of Pedersen et al. (2024),
/// doi:10.1038/s41467-024-52259-9, table 1.
template <std::floating_point Scalar>
struct BasicLifNir {
  using Real = Scalar;
  using Parameters = LifNirParameters;
  static constexpr std::string_view name = "lif_nir";
  static constexpr std::string_view summary =
      "integrate-and-fire neurons of NIR, in steps of a tick (Pedersen et al. 2024)";
  static constexpr std::array channels{
      Channel{"current", unit::pA, "current that flows for one tick"}};
  static constexpr bool defined_by_ticks = true;

  struct State {
    Real v = 0;  ///< membrane potential [mV]
    Real i = 0;  ///< synaptic current [pA]; stays 0 without tau_syn

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("i", &State::i, unit::pA, "synaptic current")};
    }
  };

  BasicLifNir(const Parameters& p, const Resolution& resolution)
      : v_th_(static_cast<Real>(p.v_th)),
        reset_to_(static_cast<Real>(p.subtract ? 0.0 : p.v_reset)),
        kept_at_reset_(p.subtract ? Real{1} : Real{0}),
        taken_at_reset_(static_cast<Real>(p.subtract ? p.v_th - p.v_reset : 0.0)),
        spiking_(p.spiking),
        gains_(gains(p, resolution.tick())) {}

  State initial() const { return {}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<1, Real>& input, Real current) const {
    const Real v = s.v * gains_.decay_m + gains_.rest +
                   (s.i * gains_.i_to_v + input[0] * gains_.input_to_v) +
                   current * gains_.current_to_v;
    s.i = s.i * gains_.decay_syn + input[0] * gains_.input_to_i;
    const bool spike = spiking_ & (v > v_th_);
    s.v = spike ? reset_to_ + kept_at_reset_ * (v - taken_at_reset_) : v;
    return spike;
  }

 private:
  /// What a tick does: linear in v, i and the tick's input.
  struct Gains {
    Real decay_m, rest, i_to_v, input_to_v, current_to_v;
    Real decay_syn, input_to_i;
  };

  static Gains gains(const Parameters& p, double h) {
    // The parts of v - e_l and of i that are lost in a tick, and what a constant current adds.
    const double lost_m = p.exact && p.leak ? -std::expm1(-h / p.tau_m) : h / p.tau_m;
    const double lost_syn = p.tau_syn == 0.0 ? 1.0
                            : p.exact        ? -std::expm1(-h / p.tau_syn)
                                             : h / p.tau_syn;
    const double current_to_v = p.r_m * lost_m;
    const double w_in = p.tau_syn == 0.0 ? 1.0 : p.w_in;
    // Euler takes the i of the tick's end; exactly, i decays from where it was towards w_in x.
    double i_to_v = current_to_v * (1.0 - lost_syn), input_to_v = current_to_v * w_in * lost_syn;
    if (p.exact && p.tau_syn > 0.0) {
      i_to_v = exponential_to_v(p.r_m, p.tau_m, p.tau_syn, h);
      input_to_v = w_in * (current_to_v - i_to_v);
    }
    return {.decay_m = static_cast<Real>(p.leak ? 1.0 - lost_m : 1.0),
            .rest = static_cast<Real>(p.leak ? p.e_l * lost_m : 0.0),
            .i_to_v = static_cast<Real>(i_to_v),
            .input_to_v = static_cast<Real>(input_to_v),
            .current_to_v = static_cast<Real>(current_to_v),
            .decay_syn = static_cast<Real>(1.0 - lost_syn),
            .input_to_i = static_cast<Real>(p.tau_syn == 0.0 ? 0.0 : w_in * lost_syn)};
  }

  Real v_th_, reset_to_, kept_at_reset_, taken_at_reset_;
  bool spiking_;
  Gains gains_;
};

using LifNir = BasicLifNir<double>;

}  // namespace meniscus
