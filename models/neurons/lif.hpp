#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "sim/network/neuron.hpp"

namespace meniscus {

struct LifParameters {
  double tau_m = 20.0;   ///< membrane time constant [ms]
  double e_l = 0.0;      ///< resting potential [mV]
  double v_th = 20.0;    ///< threshold [mV]
  double v_reset = 0.0;  ///< potential after a spike [mV]
  double t_ref = 2.0;    ///< refractory period [ms]
  double r_m = 0.1;      ///< membrane resistance [GOhm]
  double i_e = 0.0;      ///< constant input current [pA]

  static constexpr auto fields() {
    return std::tuple{
        field("tau_m", &LifParameters::tau_m, unit::ms, positive, "membrane time constant"),
        field("e_l", &LifParameters::e_l, unit::mV, any_value, "resting potential"),
        field("v_th", &LifParameters::v_th, unit::mV, any_value, "threshold"),
        field("v_reset", &LifParameters::v_reset, unit::mV, any_value, "potential after a spike"),
        field("t_ref", &LifParameters::t_ref, unit::ms, non_negative, "refractory period"),
        field("r_m", &LifParameters::r_m, unit::MOhm, positive, "membrane resistance"),
        field("i_e", &LifParameters::i_e, unit::pA, any_value, "constant input current")};
  }
  std::string_view problem() const { return v_reset < v_th ? "" : "v_reset must lie below v_th"; }
};

/// Leaky integrate-and-fire neuron with delta synapses; for t_ref after a spike v is held at
/// v_reset and inputs are lost.
///   tau_m dv/dt = -(v - e_l) + r_m (i_e + i);   an input of weight w: v <- v + w
///   v >= v_th: spike, v <- v_reset
/// Solved exactly between ticks (i is constant there). Brunel (2000), doi:10.1023/A:1008925309027.
template <std::floating_point Scalar>
struct BasicLif {
  using Real = Scalar;
  using Parameters = LifParameters;
  static constexpr std::string_view name = "lif";
  static constexpr std::string_view summary =
      "leaky integrate-and-fire, delta synapses (Brunel 2000)";
  static constexpr std::array channels{
      Channel{"delta", unit::mV, "jump of the membrane potential"}};
  static constexpr double sparse_activity = 0.06;

  struct State {
    Real v = 0;                      ///< membrane potential [mV]
    TickCount<Real> refractory = 0;  ///< ticks for which v is still held

    static constexpr auto variables() {
      return std::tuple{variable("v", &State::v, unit::mV, "membrane potential"),
                        variable("refractory", &State::refractory, unit::none, "ticks still held")};
    }
  };

  BasicLif(const Parameters& p, const Resolution& resolution)
      : v_rest_(static_cast<Real>(p.e_l + p.r_m * p.i_e)),
        v_th_(static_cast<Real>(p.v_th)),
        v_reset_(static_cast<Real>(p.v_reset)),
        r_m_(static_cast<Real>(p.r_m)),
        e_l_(static_cast<Real>(p.e_l)),
        least_at_th_(least_at_threshold(v_th_, e_l_)),
        ticks_per_tau_(p.tau_m / resolution.tick()),
        t_ref_(tick_count<Real>(resolution, p.t_ref)) {
    for (std::size_t n = 0; n < table; ++n) {
      decay_[n] = decay_over(static_cast<double>(n));
      decay_of_rounds_[n] = decay_over(static_cast<double>(n * table));
    }
  }

  State initial() const { return {.v = e_l_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const ChannelInput<1, Real>& input, Real current) const {
    const bool held = s.refractory > 0;
    const Real v_inf = v_rest_ + r_m_ * current;
    const Real v = v_inf + (s.v - v_inf) * decay_[1] + input[0];
    const bool spike = !held & (v >= v_th_);
    s.v = held ? s.v : (spike ? v_reset_ : v);
    s.refractory = spike ? t_ref_ : s.refractory - held;
    return spike;
  }

  bool advance(State& s, std::int64_t elapsed, Real current) const {
    if (elapsed <= s.refractory) {
      s.refractory -= static_cast<TickCount<Real>>(elapsed);
      return false;
    }
    const std::int64_t free = elapsed - s.refractory;
    const Real v_inf = v_rest_ + r_m_ * current;
    s.v = v_inf + (s.v - v_inf) * decay(free);
    s.refractory = 0;
    return true;
  }

  void receive(State& s, const ChannelInput<1, Real>& input) const { s.v += input[0]; }
  bool fires(const State& s) const { return s.v >= v_th_; }
  void fire(State& s) const { s = {.v = v_reset_, .refractory = t_ref_}; }

  std::int64_t silent_ticks(const State& s, Real current) const {
    if (s.v >= least_at_th_) return s.refractory;
    const double v_inf = v_rest_ + r_m_ * current;
    if (v_inf < least_at_th_) return never;
    // Capped where v only creeps up to v_th.
    const double ticks = ticks_per_tau_ * std::log((v_inf - s.v) / (v_inf - least_at_th_));
    return s.refractory + static_cast<std::int64_t>(std::fmin(std::ceil(ticks - 1e-6), 1e6));
  }

 private:
  static constexpr std::size_t table = 64;

  Real decay_over(double ticks) const {
    return static_cast<Real>(std::exp(-ticks / ticks_per_tau_));
  }

  Real decay(std::int64_t ticks) const {
    const auto n = static_cast<std::size_t>(ticks);
    if (n < table * table) return decay_of_rounds_[n / table] * decay_[n % table];
    return decay_over(static_cast<double>(ticks));
  }

  Real v_rest_, v_th_, v_reset_, r_m_, e_l_;
  Real least_at_th_;  ///< at v_th, as far as rounding lets one tell
  double ticks_per_tau_;
  TickCount<Real> t_ref_;
  std::array<Real, table> decay_;            ///< over 0, 1, 2, … ticks
  std::array<Real, table> decay_of_rounds_;  ///< over 0, 64, 128, … ticks
};

using Lif = BasicLif<double>;

}  // namespace meniscus
