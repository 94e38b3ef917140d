#include "sim/io/sonata_neurons.hpp"

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

using Parameters = std::map<std::string, double>;

double value_of(const Parameters& parameters, const std::string& name, double fallback) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? fallback : found->second;
}

/// NEURON's IntFire1 (Hines & Carnevale 2004, Neurocomputing 58-60:1117): an event of weight w
/// makes m jump by w, between events m decays with tau; m > 1 fires, and events within refrac are
/// lost. An event at the very end of refrac counts there, so ours ends a tick earlier; and as ours
/// fires at v >= v_th, its threshold lies a little above 1.
ImportedNeuron int_fire_1(const Parameters& p, double tick) {
  const double refrac = 1e3 * value_of(p, "refrac", 5e-3);
  return {.model = "lif",
          .parameters =
              fmt::format("tau_m: {} ms, t_ref: {} ms, e_l: 0 mV, v_reset: 0 mV, "
                          "v_th: 1.000000001 mV",
                          1e3 * value_of(p, "tau", 10e-3), refrac > tick ? refrac - tick : 0.0),
          .unit = "mV",
          .takes_current = false};
}

/// The integrate-and-fire neurons of NEST have these in common; the defaults are NEST's.
std::string membrane(const Parameters& p) {
  const double tau_m = value_of(p, "tau_m", 10.0);
  return fmt::format(
      "tau_m: {} ms, r_m: {} MOhm, e_l: {} mV, v_th: {} mV, v_reset: {} mV, "
      "t_ref: {} ms, i_e: {} pA",
      tau_m, 1e3 * tau_m / value_of(p, "C_m", 250.0), value_of(p, "E_L", -70.0),
      value_of(p, "V_th", -55.0), value_of(p, "V_reset", -70.0), value_of(p, "t_ref", 2.0),
      value_of(p, "I_e", 0.0));
}

ImportedNeuron with_currents(const char* model, const Parameters& p) {
  return {.model = model,
          .parameters = membrane(p) + fmt::format(", tau_syn_exc: {} ms, tau_syn_inh: {} ms",
                                                  value_of(p, "tau_syn_ex", 2.0),
                                                  value_of(p, "tau_syn_in", 2.0)),
          .unit = "pA",
          .has_two_channels = true};
}

}  // namespace

std::optional<ImportedNeuron> import_neuron(const std::string& model_template,
                                            std::map<std::string, double> parameters, double tick) {
  if (model_template == "nrn:IntFire1") return int_fire_1(parameters, tick);
  if (model_template == "nest:iaf_psc_alpha") return with_currents("lif_alpha", parameters);
  if (model_template == "nest:iaf_psc_exp") return with_currents("lif_exp", parameters);
  if (model_template == "nest:iaf_psc_delta") {
    return ImportedNeuron{.model = "lif", .parameters = membrane(parameters), .unit = "mV"};
  }
  return std::nullopt;
}

}  // namespace meniscus
