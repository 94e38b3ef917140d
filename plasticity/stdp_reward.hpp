#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "sim/core/field.hpp"
#include "sim/core/time.hpp"
#include "sim/core/units.hpp"
#include "sim/network/decay.hpp"
#include "sim/network/plasticity_rule.hpp"
#include "sim/network/synapse_rule.hpp"

namespace meniscus {

/// Spike-timing-dependent plasticity that waits for a reward.
///   target spikes:  e <- e + a_plus x;   spike arrives:  e <- e - a_minus y;   de/dt = -e/tau_e
///   end of a tick:  w <- w + w_max e reward tick
///   dx/dt = -x/tau_plus, + 1 at arrivals;  dy/dt = -y/tau_minus, + 1 at target spikes
/// The reward (Izhikevich's dopamine d, the third factor M of Fremaux & Gerstner) is a runtime
/// scalar of either sign. Izhikevich (2007), doi:10.1093/cercor/bhl152, whose c is our e and s our
/// w; Fremaux & Gerstner (2016), doi:10.3389/fncir.2015.00085.
/// Between the spikes of a synapse, w is computed from one sum per projection, renewed every 10
/// tau_e; 0 <= w <= w_max is seen to at its spikes and then.
struct StdpReward {
  static constexpr std::string_view name = "stdp_reward";
  static constexpr std::string_view summary =
      "reward-modulated pair STDP with eligibility traces (Izhikevich 2007)";

  struct Parameters {
    double tau_plus = 20.0;   ///< time constant of the presynaptic trace [ms]
    double tau_minus = 20.0;  ///< time constant of the postsynaptic trace [ms]
    double tau_e = 1000.0;    ///< time constant of eligibility [ms]
    double a_plus = 1.0;      ///< eligibility by a presynaptic trace of 1
    double a_minus = 1.5;     ///< the same, negative, by a postsynaptic one
    double reward = 0.0;      ///< until another is set [kHz]
    double w_max = 0.0;       ///< largest weight [unit of the channel]; must be given

    static constexpr auto fields(const Unit& weight = unit::none) {
      return std::tuple{
          field("tau_plus", &Parameters::tau_plus, unit::ms, positive,
                "time constant of the presynaptic trace"),
          field("tau_minus", &Parameters::tau_minus, unit::ms, positive,
                "time constant of the postsynaptic trace"),
          field("tau_e", &Parameters::tau_e, unit::ms, positive, "time constant of eligibility"),
          field("a_plus", &Parameters::a_plus, unit::none, any_value,
                "eligibility by a presynaptic trace of 1"),
          field("a_minus", &Parameters::a_minus, unit::none, any_value,
                "the same, negative, by a postsynaptic one"),
          field("reward", &Parameters::reward, unit::Hz, any_value,
                "growth of w/w_max per eligibility and time, until another is set"),
          field("w_max", &Parameters::w_max, weight, positive, "largest weight; the least is 0")};
    }
    std::string_view problem() const { return ""; }
    WeightBounds bounds() const { return {0.0f, static_cast<float>(w_max)}; }
    double longest_tau() const { return std::max({tau_plus, tau_minus, tau_e}); }
  };

  struct Shared {
    double reward = 0.0;  ///< [kHz]
    double ticks = 0.0;   ///< from the last renewal to the tick under way
    double left = 1.0;    ///< in this tick, of an eligibility of then
    double sum = 0.0;     ///< over the ticks between: reward times what was left, times a tick

    static constexpr auto fields(const Unit& = unit::none) {
      return std::tuple{field("reward", &Shared::reward, unit::Hz, any_value,
                              "growth of w/w_max per eligibility and time")};
    }
  };
  struct Row {
    float x = 0.0f;
  };
  struct Target {
    float y = 0.0f;
  };
  struct Synapse {
    double eligibility = 0.0;  ///< what it would have been at the last renewal
    double settled = 0.0;      ///< Shared::sum that is in the weight
  };

  StdpReward(const Parameters& p, const Resolution& resolution)
      : parameters(p),
        plus(p.tau_plus, resolution),
        minus(p.tau_minus, resolution),
        tick_ms(resolution.tick()) {}

  Shared shared() const { return {.reward = parameters.reward}; }
  void decay(Row& row, std::int32_t ticks) const { row.x *= plus.over(ticks); }
  void decay(Target& target, std::int32_t ticks) const { target.y *= minus.over(ticks); }
  double arrive(Row& row) const {
    row.x += 1.0f;
    return 1.0;
  }
  void fire(Target& target) const { target.y += 1.0f; }

  float learn(const SynapseEvent& event, const Shared& shared, const Row& row, const Target& target,
              Synapse& synapse) const {
    const double up = event.fires ? parameters.a_plus * row.x : 0.0;
    const double down = event.arrivals * parameters.a_minus * target.y;
    synapse.eligibility += (up - down) / shared.left;
    return event.weight;
  }

  float settle(float weight, const Shared& shared, Synapse& synapse) const {
    const double change = synapse.eligibility * (shared.sum - synapse.settled);
    synapse.settled = shared.sum;
    return static_cast<float>(
        std::clamp(weight + parameters.w_max * change, 0.0, parameters.w_max));
  }

  bool tick(Shared& shared) const {
    shared.sum += shared.reward * shared.left * tick_ms;
    shared.ticks += 1.0;
    shared.left = std::exp(-shared.ticks * tick_ms / parameters.tau_e);
    return shared.ticks * tick_ms >= 10.0 * parameters.tau_e;
  }
  void renew(Synapse& synapse, const Shared& shared) const {
    synapse = {synapse.eligibility * shared.left, 0.0};
  }
  void renewed(Shared& shared) const { shared = {.reward = shared.reward}; }

  Parameters parameters;
  Decay plus, minus;
  double tick_ms;
};

}  // namespace meniscus
