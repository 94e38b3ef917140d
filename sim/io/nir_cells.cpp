#include "sim/io/nir_cells.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/core/format.hpp"
#include "sim/io/nir_operators.hpp"

namespace meniscus {

namespace {

/// Whether a parameter may be missing (it is then that of a new NirCell), and is written.
enum class Presence : std::uint8_t {
  required,
  optional,  ///< but always written
  recent     ///< written only where it matters, since older readers refuse it
};

struct CellParameter {
  std::string_view name;
  double NirCell::*member;
  Presence presence = Presence::required;

  bool is_time() const { return name.starts_with("tau"); }
};

struct CellType {
  std::string_view name;
  std::vector<CellParameter> parameters;
};

const std::vector<CellType>& cell_types() {
  using C = NirCell;
  const CellParameter r{"r", &C::r_m}, leak{"v_leak", &C::e_l}, threshold{"v_threshold", &C::v_th};
  const CellParameter reset{"v_reset", &C::v_reset, Presence::recent};  // of NIR 1.0.6
  const CellParameter tau{"tau", &C::tau_m}, mem{"tau_mem", &C::tau_m}, syn{"tau_syn", &C::tau_syn};
  const CellParameter w_in{"w_in", &C::w_in, Presence::optional};
  static const std::vector<CellType> types{{"I", {r}},
                                           {"IF", {r, threshold, reset}},
                                           {"LI", {tau, r, leak}},
                                           {"LIF", {tau, r, leak, threshold, reset}},
                                           {"CubaLI", {mem, syn, r, leak, w_in}},
                                           {"CubaLIF", {mem, syn, r, leak, w_in, threshold, reset}},
                                           {"Threshold", {{"threshold", &C::v_th}}}};
  return types;
}

const CellType& cell_type(std::string_view name) {
  return *std::ranges::find(cell_types(), name, &CellType::name);
}

/// A tick is too long for Euler steps beyond tau; float32 may round tau = dt to below.
constexpr double longest_step = 1.0 + 1e-6;

void check(const NirGraph& graph, const NirNode& node, const NirCell& cell,
           const NirOptions& options) {
  const bool synapse = node.type.starts_with("Cuba");
  for (const double tau : {cell.tau_m, synapse ? cell.tau_syn : cell.tau_m}) {
    if (!(tau > 0.0)) graph.fail(node, fmt::format("expected time constants > 0, got {} ms", tau));
    if (!options.exact && options.dt / tau > longest_step) {
      graph.fail(node, fmt::format("a time constant of {:.6g} ms is shorter than a step of {} ms "
                                   "(smaller --nir-dt, or --nir-method exact?)",
                                   tau, options.dt));
    }
  }
  if (cell.spiking && cell.v_reset > cell.v_th) {
    graph.fail(node, fmt::format("v_reset {} lies above v_threshold {}", cell.v_reset, cell.v_th));
  }
}

}  // namespace

std::vector<NirCell> nir_cells(const NirGraph& graph, const NirNode& node, std::uint64_t size,
                               const NirOptions& options) {
  const bool threshold = node.type == "Threshold", leaky = node.type.find('L') != node.type.npos;
  NirCell common = threshold ? nir_readout(options) : NirCell{.exact = options.exact};
  common.spiking = threshold || node.type.ends_with("F");
  // Without a leak, an input moves v by r times the input: every exporter's IF.
  if (!leaky && !threshold) {
    common.leak = false;
    common.tau_m = options.dt;
  }
  std::vector<NirCell> cells(size, common);
  for (const CellParameter& parameter : cell_type(node.type).parameters) {
    const bool required = parameter.presence == Presence::required;
    if (!required && !node.parameters.contains(parameter.name)) continue;
    const auto& values = nir_numbers(graph, node, parameter.name).values;
    if (values.size() != size && values.size() != 1) {
      graph.fail(
          node, fmt::format("{}: expected {} values, got {}", parameter.name, size, values.size()));
    }
    const double unit = parameter.is_time() ? options.time_unit : 1.0;
    for (std::uint64_t k = 0; k < size; ++k) {
      cells[k].*parameter.member = values[values.size() == 1 ? 0 : k] * unit;
    }
  }
  for (NirCell& cell : cells) {
    if (threshold) cell.v_reset = std::min(0.0, cell.v_th);  // v is replaced in every step anyway
    if (leaky) check(graph, node, cell, options);
  }
  return cells;
}

NirCell nir_readout(const NirOptions& options) {
  return {.tau_m = options.dt, .spiking = false, .exact = false};
}

NirCell nir_cell(const NeuronPopulation& neurons) {
  const std::vector<FieldInfo> parameters = neurons.parameters();
  const auto value = [&](std::string_view name) {
    return std::ranges::find(parameters, name, &FieldInfo::name)->default_value;
  };
  NirCell cell{.tau_m = value("tau_m"),
               .tau_syn = value("tau_syn"),
               .e_l = value("e_l"),
               .r_m = value("r_m"),
               .leak = value("leak") != 0.0,
               .spiking = value("spiking") != 0.0,
               .exact = value("exact") != 0.0};
  if (cell.spiking) cell.v_th = value("v_th"), cell.v_reset = value("v_reset");
  if (cell.tau_syn > 0.0) cell.w_in = value("w_in");
  return cell;
}

NirNode nir_node(const NirCell& cell, std::uint64_t size, const NirOptions& options) {
  NirCell threshold = nir_readout(options);
  threshold.v_th = cell.v_th;
  threshold.v_reset = std::min(0.0, cell.v_th);
  threshold.spiking = true;
  NirNode node;
  node.type = cell.tau_syn > 0.0 ? "CubaL" : cell.leak ? "L" : "";
  node.type += cell.spiking ? "IF" : "I";
  if (cell == threshold) node.type = "Threshold";
  for (const CellParameter& parameter : cell_type(node.type).parameters) {
    double value = cell.*parameter.member;
    if (parameter.presence == Presence::recent && value == NirCell{}.*parameter.member) continue;
    if (parameter.is_time()) value /= options.time_unit;
    // Without a leak, a step moves v by r_m dt / tau_m times the input.
    if (!cell.leak && parameter.member == &NirCell::r_m) value *= options.dt / cell.tau_m;
    node.parameters.emplace(parameter.name,
                            NirParameter{.shape = {size}, .values = std::vector(size, value)});
  }
  return node;
}

}  // namespace meniscus
