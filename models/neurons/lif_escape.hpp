#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "sim/core/exponential.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

/// Leaky integrate-and-fire neuron with delta synapses that fires by chance, the likelier the
/// higher v lies (escape noise); for t_ref after a spike v is held at v_reset and inputs are lost.
///   tau_m dv/dt = -(v - e_l) + r_m (i_e + i);   an input of weight w: v <- v + w
///   fires at the rate rho_0 exp((v - v_th)/delta_v): in a tick of h with the probability
///   1 - exp(-h rho(v)), v after the tick's input;   then v <- v_reset
/// v is exact between ticks. Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, §9.1;
/// the exponential rate of Jolivet et al. (2006), doi:10.1007/s10827-006-7074-5. In double
/// precision only, since a tick's probability may be far below what float32 tells from 0.
struct LifEscape {
  using Real = double;
  static constexpr std::string_view name = "lif_escape";
  static constexpr std::string_view summary =
      "leaky integrate-and-fire, delta synapses, escape noise (Gerstner et al. 2014)";
  static constexpr std::array channels{
      Channel{"delta", unit::mV, "jump of the membrane potential"}};

  struct Parameters {
    double tau_m = 20.0;   ///< membrane time constant [ms]
    double e_l = 0.0;      ///< resting potential [mV]
    double v_th = 20.0;    ///< where the rate is rho_0 [mV]
    double delta_v = 2.0;  ///< above v_th, the rate grows e-fold per delta_v [mV]
    double rho_0 = 0.1;    ///< firing rate at v_th [kHz]
    double v_reset = 0.0;  ///< potential after a spike [mV]
    double t_ref = 2.0;    ///< refractory period [ms]
    double r_m = 0.1;      ///< membrane resistance [GOhm]
    double i_e = 0.0;      ///< constant input current [pA]

    static constexpr auto fields() {
      using P = Parameters;
      return std::tuple{
          field("tau_m", &P::tau_m, unit::ms, positive, "membrane time constant"),
          field("e_l", &P::e_l, unit::mV, any_value, "resting potential"),
          field("v_th", &P::v_th, unit::mV, any_value, "where the rate is rho_0"),
          field("delta_v", &P::delta_v, unit::mV, positive, "over which the rate grows e-fold"),
          field("rho_0", &P::rho_0, unit::Hz, non_negative, "firing rate at v_th"),
          field("v_reset", &P::v_reset, unit::mV, any_value, "potential after a spike"),
          field("t_ref", &P::t_ref, unit::ms, non_negative, "refractory period"),
          field("r_m", &P::r_m, unit::MOhm, positive, "membrane resistance"),
          field("i_e", &P::i_e, unit::pA, any_value, "constant input current")};
    }
    std::string_view problem() const { return ""; }
  };

  struct State {
    double v = 0.0;               ///< membrane potential [mV]
    std::int64_t refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  LifEscape(const Parameters& p, const Resolution& resolution)
      : v_rest_(p.e_l + p.r_m * p.i_e),
        v_th_(p.v_th),
        v_reset_(p.v_reset),
        r_m_(p.r_m),
        e_l_(p.e_l),
        per_delta_v_(1.0 / p.delta_v),
        per_tick_(p.rho_0 * resolution.tick()),
        decay_(std::exp(-resolution.tick() / p.tau_m)),
        t_ref_(tick_count<double>(resolution, p.t_ref)) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<1>& input, double current, double uniform) const {
    const bool held = s.refractory > 0;
    const double v_inf = v_rest_ + r_m_ * current;
    const double v = v_inf + (s.v - v_inf) * decay_ + input[0];
    const double hazard = per_tick_ * exponential((v - v_th_) * per_delta_v_);
    const bool spike = !held & (uniform < 1.0 - exponential(-hazard));
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

 private:
  double v_rest_, v_th_, v_reset_, r_m_, e_l_, per_delta_v_, per_tick_, decay_;
  std::int64_t t_ref_;
};

}  // namespace meniscus
