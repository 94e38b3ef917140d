#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "plasticity/no_state.hpp"
#include "sim/core/field.hpp"
#include "sim/core/time.hpp"
#include "sim/core/units.hpp"
#include "sim/network/plasticity_rule.hpp"
#include "sim/network/synapse_rule.hpp"

namespace meniscus {

/// Short-term depression and facilitation: an arriving spike delivers u x w.
///   spike arrives:  u <- u + u_se (1 - u);  delivers u x w;  x <- x - u x
///   du/dt = -u/tau_facil, dx/dt = (1 - x)/tau_rec;  u = 0 and x = 1 at first; w stays
/// u is the fraction that a spike uses of the resources x that have recovered. tau_facil = 0: only
/// depression, u = u_se. Tsodyks & Markram (1997), doi:10.1073/pnas.94.2.719, and Markram, Wang &
/// Tsodyks (1998), doi:10.1073/pnas.95.9.5323, spike by spike; w is their absolute synaptic
/// efficacy. Recovers exactly between spikes, in double. A weight's own delay counts: u and x are
/// those of the spikes that arrived.
struct TsodyksMarkram {
  static constexpr std::string_view name = "tsodyks_markram";
  static constexpr std::string_view summary =
      "short-term depression and facilitation (Markram, Wang & Tsodyks 1998)";

  struct Parameters {
    double u_se = 0.5;       ///< used by a first spike
    double tau_rec = 800.0;  ///< time constant of recovery [ms]
    double tau_facil = 0.0;  ///< time constant of facilitation [ms]; 0: none

    static constexpr auto fields(const Unit& = unit::none) {
      return std::tuple{field("u_se", &Parameters::u_se, unit::none, fraction,
                              "fraction of the resources that a first spike uses"),
                        field("tau_rec", &Parameters::tau_rec, unit::ms, positive,
                              "time constant of recovery from depression"),
                        field("tau_facil", &Parameters::tau_facil, unit::ms, non_negative,
                              "time constant of facilitation; 0: none")};
    }
    std::string_view problem() const { return ""; }
    WeightBounds bounds() const { return any_weight; }
    double longest_tau() const { return std::max(tau_rec, tau_facil); }
  };

  using Shared = NoScalars;
  struct Row {
    double u = 0.0;
    double x = 1.0;
  };
  using Target = NoState;
  using Synapse = NoState;

  TsodyksMarkram(const Parameters& p, const Resolution& resolution)
      : parameters(p), tick(resolution.tick()) {}

  Shared shared() const { return {}; }
  void decay(Row& row, std::int32_t ticks) const {
    const double elapsed = ticks * tick;
    if (parameters.tau_facil > 0.0) row.u *= std::exp(-elapsed / parameters.tau_facil);
    row.x = 1.0 - (1.0 - row.x) * std::exp(-elapsed / parameters.tau_rec);
  }
  void decay(Target&, std::int32_t) const {}
  double arrive(Row& row) const {
    if (parameters.tau_facil == 0.0) row.u = 0.0;  // also of spikes that arrive together
    row.u += parameters.u_se * (1.0 - row.u);
    const double used = row.u * row.x;
    row.x -= used;
    return used;
  }
  void fire(Target&) const {}

  Parameters parameters;
  double tick;  ///< [ms]
};

}  // namespace meniscus
