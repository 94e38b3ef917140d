#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "plasticity/no_state.hpp"
#include "plasticity/stdp.hpp"

namespace meniscus {

/// Pair STDP gated by the target's activity: its calcium, about its rate times tau_c, decides
/// whether weights may grow or shrink.
///   dc/dt = -c/tau_c, + 1 at target spikes
///   theta < c < theta + width: only changes upwards;  theta - width < c < theta: only downwards;
///   else none. c counts the target's spike of this tick, the traces don't.
/// Each of the two changes of Stdp is gated by its own sign (of the signed weight, so what weakens
/// inhibition is upwards). Activity-based probabilistic STDP, Jin & Li (2016, IJCNN), as Ivanov &
/// Michmizos (2021), arXiv:2111.01760, use it: without the probability.
struct ApStdp {
  static constexpr std::string_view name = "ap_stdp";
  static constexpr std::string_view summary =
      "pair STDP gated by the target's calcium (AP-STDP; Jin & Li 2016, Ivanov & Michmizos 2021)";

  struct Parameters : Stdp::Parameters {
    double tau_c = 1000.0;  ///< time constant of calcium [ms]
    double theta = 37.0;    ///< calcium at which changes turn from downwards to upwards [spikes]
    double width = 20.0;    ///< of either window [spikes]

    static constexpr auto fields(const Unit& weight = unit::none) {
      const auto as_own = []<class T>(const Field<Stdp::Parameters, T>& f) {
        return field<Parameters, T>(f.name, f.member, f.unit, f.range, f.meaning);
      };
      return std::tuple_cat(
          std::apply([&](const auto&... f) { return std::tuple{as_own(f)...}; },
                     Stdp::Parameters::fields(weight)),
          std::tuple{field("tau_c", &Parameters::tau_c, unit::ms, positive,
                           "time constant of calcium, which counts target spikes"),
                     field("theta", &Parameters::theta, unit::none, any_value,
                           "calcium above which weights grow and below which they shrink"),
                     field("width", &Parameters::width, unit::none, non_negative,
                           "distance from theta up to which they do")});
    }
    double longest_tau() const { return std::max(tau_c, Stdp::Parameters::longest_tau()); }
  };

  using Shared = Stdp::Shared;
  using Row = Stdp::Row;
  struct Target {
    Stdp::Target stdp;
    float calcium = 0.0f;
  };
  using Synapse = NoState;

  ApStdp(const Parameters& p, const Resolution& resolution)
      : parameters(p), stdp(p, resolution), calcium(p.tau_c, resolution) {}

  Shared shared() const { return stdp.shared(); }
  void decay(Row& row, std::int32_t ticks) const { stdp.decay(row, ticks); }
  void decay(Target& target, std::int32_t ticks) const {
    stdp.decay(target.stdp, ticks);
    target.calcium *= calcium.over(ticks);
  }
  double arrive(Row& row) const { return stdp.arrive(row); }
  void fire(Target& target) const {
    stdp.fire(target.stdp);
    target.calcium += 1.0f;
  }

  float learn(const SynapseEvent& event, const Shared& shared, const Row& row, const Target& target,
              Synapse&) const {
    const Parameters& p = parameters;
    const double c = target.calcium + (event.fires ? 1.0f : 0.0f);
    const bool up = p.theta < c && c < p.theta + p.width;
    const bool down = p.theta - p.width < c && c < p.theta;
    const auto gated = [&](double change) { return (change > 0.0 ? up : down) ? change : 0.0; };
    const Stdp::Changes sum = stdp.changes(event, shared, row, target.stdp);
    return stdp.bounded(event.weight + (gated(sum.by_target) + gated(sum.by_arrivals)),
                        event.weight);
  }

  Parameters parameters;
  Stdp stdp;
  Decay calcium;
};

}  // namespace meniscus
