#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifExpParameters {
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
        field("tau_m", &LifExpParameters::tau_m, unit::ms, positive, "membrane time constant"),
        field("tau_syn_exc", &LifExpParameters::tau_syn_exc, unit::ms, positive, "decay of exc"),
        field("tau_syn_inh", &LifExpParameters::tau_syn_inh, unit::ms, positive, "decay of inh"),
        field("e_l", &LifExpParameters::e_l, unit::mV, any_value, "resting potential"),
        field("v_th", &LifExpParameters::v_th, unit::mV, any_value, "threshold"),
        field("v_reset", &LifExpParameters::v_reset, unit::mV, any_value,
              "potential after a spike"),
        field("t_ref", &LifExpParameters::t_ref, unit::ms, non_negative, "refractory period"),
        field("r_m", &LifExpParameters::r_m, unit::MOhm, positive, "membrane resistance"),
        field("i_e", &LifExpParameters::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
};

/// Leaky integrate-and-fire neuron with exponential synaptic currents of two time constants; for
/// t_ref after a spike v is held at v_reset while the currents go on.
///   tau_m dv/dt = -(v - e_l) + r_m (i_exc + i_inh + i_e + i)
///   tau_x di_x/dt = -i_x;   an input of weight w on channel x: i_x <- i_x + w
///   v >= v_th: spike, v <- v_reset
/// Exact propagators (Rotter & Diesmann 1999, doi:10.1007/s004220050570); an input at a tick moves
/// v from the next tick on. The network of Vogels & Abbott (2005) in Brette et al. (2007),
/// doi:10.1007/s10827-007-0038-6, is made of it.
template <std::floating_point Scalar>
struct BasicLifExp {
  using Real = Scalar;
  using Parameters = LifExpParameters;
  static constexpr std::string_view name = "lif_exp";
  static constexpr std::string_view summary =
      "leaky integrate-and-fire, exponential currents (Rotter & Diesmann 1999)";
  static constexpr std::array channels{
      Channel{"exc", unit::pA, "current decaying with tau_syn_exc"},
      Channel{"inh", unit::pA, "current decaying with tau_syn_inh"}};
  static constexpr bool input_while_refractory = true;
  static constexpr double sparse_activity = 0.03;

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    Real i_exc = 0;                  ///< excitatory current [pA]
    Real i_inh = 0;                  ///< inhibitory current [pA]
    TickCount<Real> refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("i_exc", &State::i_exc, unit::pA, "excitatory current"),
                        variable("i_inh", &State::i_inh, unit::pA, "inhibitory current"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  BasicLifExp(const Parameters& p, const Resolution& resolution)
      : v_rest_(static_cast<Real>(p.e_l + p.r_m * p.i_e)),
        v_th_(static_cast<Real>(p.v_th)),
        v_reset_(static_cast<Real>(p.v_reset)),
        r_m_(static_cast<Real>(p.r_m)),
        e_l_(static_cast<Real>(p.e_l)),
        least_at_th_(least_at_threshold(v_th_, e_l_)),
        t_ref_(tick_count<Real>(resolution, p.t_ref)),
        ticks_per_tau_(p.tau_m / resolution.tick()),
        exc_is_slower_(p.tau_syn_exc > p.tau_syn_inh),
        exc_peak_(peak_response(p, p.tau_syn_exc)),
        inh_peak_(peak_response(p, p.tau_syn_inh)),
        spans_(p, resolution.tick()),
        tick_(spans_.over(1)) {}

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<2, Real>& input, Real current) const {
    const Real v = moved(s, tick_, current);
    s.i_exc = s.i_exc * tick_.decay_exc + input[0];
    s.i_inh = s.i_inh * tick_.decay_inh + input[1];
    const bool held = s.refractory > 0;
    const bool spike = !held & (v >= v_th_);
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

  bool advance(State& s, std::int64_t elapsed, Real current) const {
    if (s.refractory > 0) {
      const auto held = std::min<std::int64_t>(elapsed, s.refractory);
      s.refractory -= static_cast<TickCount<Real>>(held);
      decay_currents(s, spans_.over(held));
      elapsed -= held;
      if (elapsed == 0) return false;
    }
    const Span span = spans_.over(elapsed);
    s.v = moved(s, span, current);
    decay_currents(s, span);
    return true;
  }

  void receive(State& s, const ChannelInput<2, Real>& input) const {
    s.i_exc += input[0];
    s.i_inh += input[1];
  }
  bool fires(const State& s) const { return s.v >= v_th_; }
  void fire(State& s) const {
    s.v = v_reset_;
    s.refractory = t_ref_;
  }

  /// The synaptic current is at most slow e^(-t/tau_slow) + fast e^(-t/tau_fast) with slow and fast
  /// below: a negative fast part is left out, a negative slow one may be taken to decay as fast.
  /// Then v rises above max(v, v_inf) at most by the peak responses, and not faster than if the
  /// current stayed at slow + fast.
  std::int64_t silent_ticks(const State& s, Real current) const {
    const double v_inf = v_rest_ + r_m_ * current;
    double exc = s.i_exc, inh = s.i_inh;
    (exc_is_slower_ ? inh : exc) += std::fmin(exc_is_slower_ ? exc : inh, 0.0);
    exc = std::fmax(exc, 0.0);
    inh = std::fmax(inh, 0.0);
    if (std::fmax(s.v, v_inf) + exc * exc_peak_ + inh * inh_peak_ < least_at_th_) return never;
    if (s.v >= least_at_th_) return s.refractory;
    const double drive = v_inf + r_m_ * (exc + inh);
    if (drive < least_at_th_) return never;
    // Capped where v only creeps up to v_th.
    const double ticks = ticks_per_tau_ * std::log((drive - s.v) / (drive - least_at_th_));
    return s.refractory + static_cast<std::int64_t>(std::fmin(std::ceil(ticks - 1e-6), 1e6));
  }

 private:
  /// What a span of time does: the decays, and what 1 pA at its beginning adds to v at its end.
  struct alignas(64) Span {
    Real decay_m = 1, decay_exc = 1, decay_inh = 1;
    Real exc_to_v = 0, inh_to_v = 0;

    Span then(const Span& next) const {
      return {.decay_m = decay_m * next.decay_m,
              .decay_exc = decay_exc * next.decay_exc,
              .decay_inh = decay_inh * next.decay_inh,
              .exc_to_v = exc_to_v * next.decay_m + decay_exc * next.exc_to_v,
              .inh_to_v = inh_to_v * next.decay_m + decay_inh * next.inh_to_v};
    }
  };

  /// Spans of 0, 1, 2, … ticks, put together of two, so that few have to be stored.
  class Spans {
   public:
    Spans(const Parameters& p, double tick) : parameters_(p), tick_(tick) {
      for (std::size_t n = 1; n < size; ++n) {
        ticks_[n] = computed(static_cast<std::int64_t>(n));
        rounds_[n] = computed(static_cast<std::int64_t>(n * size));
      }
    }
    Span over(std::int64_t ticks) const {
      const auto n = static_cast<std::size_t>(ticks);
      return n < size * size ? rounds_[n / size].then(ticks_[n % size]) : computed(ticks);
    }

   private:
    static constexpr std::size_t size = 64;

    Span computed(std::int64_t ticks) const {
      const Parameters& p = parameters_;
      const double h = static_cast<double>(ticks) * tick_;
      return {.decay_m = static_cast<Real>(std::exp(-h / p.tau_m)),
              .decay_exc = static_cast<Real>(std::exp(-h / p.tau_syn_exc)),
              .decay_inh = static_cast<Real>(std::exp(-h / p.tau_syn_inh)),
              .exc_to_v = static_cast<Real>(current_to_v(p, p.tau_syn_exc, h)),
              .inh_to_v = static_cast<Real>(current_to_v(p, p.tau_syn_inh, h))};
    }

    Parameters parameters_;
    double tick_;
    std::array<Span, size> ticks_;   ///< of n ticks
    std::array<Span, size> rounds_;  ///< of n * size ticks
  };

  Real moved(const State& s, const Span& span, Real current) const {
    const Real v_inf = v_rest_ + r_m_ * current;
    return v_inf + (s.v - v_inf) * span.decay_m +
           (s.i_exc * span.exc_to_v + s.i_inh * span.inh_to_v);
  }

  static void decay_currents(State& s, const Span& span) {
    s.i_exc *= span.decay_exc;
    s.i_inh *= span.decay_inh;
  }

  /// What 1 pA of synaptic current has added to v after h:
  ///   r_m / tau_m * (exp(-h/tau_m) - exp(-h/tau_syn)) / (1/tau_syn - 1/tau_m),
  /// written so that it stays exact where the two time constants meet.
  static double current_to_v(const Parameters& p, double tau_syn, double h) {
    const double rate = std::abs(1.0 / tau_syn - 1.0 / p.tau_m);
    const double span = rate * h < 1e-300 ? h : -std::expm1(-rate * h) / rate;
    return p.r_m / p.tau_m * std::exp(-h / std::max(p.tau_m, tau_syn)) * span;
  }

  /// The largest of these, at ln(tau_m/tau_syn) / (1/tau_syn - 1/tau_m).
  static double peak_response(const Parameters& p, double tau_syn) {
    const double rate = 1.0 / tau_syn - 1.0 / p.tau_m;
    const double ratio = rate * tau_syn;  // 1 - tau_syn/tau_m
    const double time = std::abs(ratio) < 1e-8 ? tau_syn : -std::log1p(-ratio) / rate;
    return current_to_v(p, tau_syn, time) * (1.0 + 1e-12);
  }

  Real v_rest_, v_th_, v_reset_, r_m_, e_l_;
  Real least_at_th_;  ///< at v_th, as far as rounding lets one tell
  TickCount<Real> t_ref_;
  double ticks_per_tau_;
  bool exc_is_slower_;
  double exc_peak_, inh_peak_;  ///< [mV/pA]
  Spans spans_;
  Span tick_;
};

using LifExp = BasicLifExp<double>;

}  // namespace meniscus
