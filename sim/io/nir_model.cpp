#include "sim/io/nir_model.hpp"

#include <algorithm>
#include <optional>

#include "sim/config/quantity.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

namespace {

constexpr int steps_of_a_run = 1000;

/// The delay that all edges share; 0 if they don't.
double common_delay(const NirProjection& projection) {
  const auto& delays = projection.edges.delay;
  const bool common = std::ranges::all_of(delays, [&](double d) { return d == delays.front(); });
  return common ? delays.front() : 0.0;
}

/// The weight that all edges share, with all its digits in the model file: a column is rounded to
/// 32-bit floats when it is read.
std::optional<double> common_weight(const NirProjection& projection) {
  const auto& weights = projection.edges.weight;
  const bool common = std::ranges::all_of(weights, [&](double w) { return w == weights.front(); });
  return common ? std::optional(weights.front()) : std::nullopt;
}

/// A part of a text within double quotes of YAML.
std::string yaml_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

std::string parameters_text(const NirCell& cell, bool subtract) {
  std::string text = fmt::format("tau_m: {}", format_quantity(cell.tau_m, unit::ms));
  const auto add = [&](std::string_view name, double value, const Unit& unit) {
    text += fmt::format(", {}: {}", name, format_quantity(value, unit));
  };
  const auto flag = [&](std::string_view name, bool value) {
    text += fmt::format(", {}: {}", name, value);
  };
  if (cell.tau_syn > 0.0) add("tau_syn", cell.tau_syn, unit::ms);
  add("e_l", cell.e_l, unit::mV);
  if (cell.spiking) {
    add("v_th", cell.v_th, unit::mV);
    add("v_reset", cell.v_reset, unit::mV);
  }
  add("r_m", cell.r_m, unit::GOhm);
  if (cell.tau_syn > 0.0) add("w_in", cell.w_in, unit::none);
  if (!cell.leak) flag("leak", false);
  if (!cell.spiking) flag("spiking", false);
  if (cell.spiking && subtract) flag("subtract", true);
  if (cell.exact) flag("exact", true);
  return text;
}

/// A bias drives its neurons as an input of every step.
std::string population_text(const NirPopulation& population, const NirOptions& options) {
  const std::size_t size = population.members.size();
  switch (population.kind) {
    case NirPopulation::Kind::input:
      return fmt::format(
          "  {}:  # an input of the graph: its spikes go here\n"
          "    model: spike_list\n    size: {}\n"
          "    parameters: {{times: [], neurons: []}}\n",
          population.name, size);
    case NirPopulation::Kind::bias: {
      const std::string step = format_quantity(options.dt, unit::ms);
      return fmt::format(
          "  {}:  # fires every tick: its weights are biases\n"
          "    model: regular\n    size: {}\n"
          "    parameters: {{interval: {}, first: {}}}\n",
          population.name, size, step, step);
    }
    default:
      return fmt::format("  {}:\n    model: lif_nir\n    size: {}\n    parameters: {{{}}}\n",
                         population.name, size, parameters_text(population.cell, options.subtract));
  }
}

std::string projection_text(const NirNetwork& network, const NirProjection& projection,
                            const NirModelNames& names) {
  std::string text = fmt::format(
      "  - name: {}\n    from: {}\n    to: {}\n"
      "    connect: {{rule: from_file, file: {}, group: /{}}}\n",
      projection.name, network.populations[projection.source].name,
      network.populations[projection.target].name, yaml_text(names.weights), projection.name);
  if (const auto weight = common_weight(projection)) {
    text += fmt::format("    weight: {}\n", format_quantity(*weight, unit::pA));
  }
  if (const double delay = common_delay(projection); delay > 0.0) {
    text += fmt::format("    delay: {}\n", format_quantity(delay, unit::ms));
  }
  return text;
}

std::string record_text(const NirNetwork& network, const NirOptions& options) {
  std::vector<std::string_view> spikes;
  std::string states;
  for (const NirPopulation& population : network.populations) {
    if (population.kind != NirPopulation::Kind::neurons) continue;
    if (population.spikes()) {
      spikes.push_back(population.name);
    } else if (population.readout) {
      states +=
          fmt::format("    {}: {{variables: [v], neurons: 0..{}, interval: {}}}\n", population.name,
                      population.members.size() - 1, format_quantity(options.dt, unit::ms));
    }
  }
  std::string text;
  if (!spikes.empty()) text += fmt::format("  spikes: [{}]\n", fmt::join(spikes, ", "));
  if (!states.empty()) text += "  states:\n" + states;
  return text.empty() ? text : "record:\n" + text;
}

}  // namespace

std::string nir_model_text(const NirNetwork& network, const NirOptions& options,
                           const NirModelNames& names) {
  std::string text = fmt::format(
      "# A graph of the Neuromorphic Intermediate Representation, made from {}\n"
      "# by meniscus convert. Its numbers are mV, pA and GOhm here.\n"
      "# A layer is as many ticks late as there are layers before it.\n"
      "name: {}\nresolution: {}\nduration: {}\npopulations:\n",
      yaml_text(names.source), yaml_text(names.name), format_quantity(options.dt, unit::ms),
      format_quantity(options.dt * steps_of_a_run, unit::ms));
  for (const NirPopulation& population : network.populations) {
    text += population_text(population, options);
  }
  if (!network.projections.empty()) text += "projections:\n";
  for (const NirProjection& projection : network.projections) {
    text += projection_text(network, projection, names);
  }
  return text + record_text(network, options);
}

void write_nir_edges(const NirNetwork& network, const std::filesystem::path& name) {
  Hdf5File file(name, Hdf5File::Mode::create);
  for (const NirProjection& projection : network.projections) {
    const std::string group = "/" + projection.name;
    const EdgeList& edges = projection.edges;
    file.write_vector(group + "/source", edges.source);
    file.write_vector(group + "/target", edges.target);
    if (!common_weight(projection)) {
      file.write_vector(group + "/weight", edges.weight);
      file.write_attribute(group + "/weight", "units", std::string("pA"));
    }
    if (common_delay(projection) > 0.0) continue;
    file.write_vector(group + "/delay", edges.delay);
    file.write_attribute(group + "/delay", "units", std::string("ms"));
  }
  for (const NirPopulation& population : network.populations) {
    const auto& members = population.members;
    if (members.back() + 1 != members.size()) {
      file.write_vector("/members/" + population.name, members);
    }
  }
  file.close();
}

}  // namespace meniscus
