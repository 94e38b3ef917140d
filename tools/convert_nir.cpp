#include "tools/convert_nir.hpp"

#include <array>
#include <limits>
#include <memory>
#include <utility>

#include "sim/config/diagnostics.hpp"
#include "sim/config/model_source.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/io/nir_export.hpp"
#include "sim/io/nir_model.hpp"
#include "sim/io/output_file.hpp"
#include "tools/time_option.hpp"

namespace meniscus {

namespace {

/// An option with two values, of which the first is the default; tells whether it is the second.
void add_choice(CLI::App& command, const std::string& option,
                std::array<std::string_view, 2> values, const std::string& meaning,
                std::function<void(bool)> take) {
  const auto read = [option, values, take = std::move(take)](const std::string& text) {
    if (text != values[0] && text != values[1]) {
      throw ConfigError(fmt::format("{}: expected {} or {}, got \"{}\" ({})", option, values[0],
                                    values[1], text, suggestion_text(text, values)));
    }
    take(text == values[1]);
  };
  command.add_option_function<std::string>(option, read, meaning)
      ->type_name(fmt::format("{}|{}", values[0], values[1]));
}

void describe(const NirNetwork& network, std::vector<std::string>& notes) {
  for (const NirPopulation& population : network.populations) {
    const auto kind = population.kind;
    notes.push_back(
        fmt::format("{}: {} {}", population.name, population.members.size(),
                    kind == NirPopulation::Kind::input  ? "inputs, a spike_list without spikes yet"
                    : kind == NirPopulation::Kind::bias ? "neuron that fires every tick, for biases"
                    : population.spikes()               ? "neurons"
                                                        : "neurons without spikes"));
  }
}

/// Complains about every model that NIR hasn't.
void require_nir_models(const Node& root, const NetworkBuilder& network) {
  Diagnostics diagnostics;
  for (const Population& population : network.populations()) {
    const std::string problem = nir_problem(*population.neurons);
    if (problem.empty()) continue;
    const Node& model = *root.find("populations")->find(population.name)->find("model");
    diagnostics.error(model, problem);
  }
  diagnostics.throw_if_any();
}

}  // namespace

void add_nir_options(CLI::App& command, ConversionRequest& request) {
  NirOptions& options = request.nir;
  const auto read_dt = [&options](const std::string& text) {
    options.dt = time_of_option("--nir-dt", text, positive);
  };
  command
      .add_option_function<std::string>(
          "--nir-dt", read_dt, "length of a step of the graph and of a tick (default: 0.1 ms)")
      ->type_name("TIME");
  add_choice(command, "--nir-method", {"euler", "exact"},
             "how NIR's equations are solved (default: euler, as most exporters train)",
             [&options](bool exact) { options.exact = exact; });
  add_choice(command, "--nir-reset", {"zero", "subtract"},
             "what a spike does: set v_reset (default), or take the threshold away",
             [&options](bool subtract) { options.subtract = subtract; });
  add_choice(command, "--nir-time-unit", {"s", "ms"},
             "unit of the graph's time constants and delays (default: s)",
             [&options](bool ms) { options.time_unit = ms ? 1.0 : 1e3; });
  command.add_flag("--allow-dense", request.allow_dense,
                   fmt::format("write graphs of more than {} million dense weights, too",
                               most_dense_weights / 1'000'000));
}

PreparedConversion nir_to_model(const ConversionRequest& request) {
  const NirGraph graph = read_nir(request.input);
  const auto network = std::make_shared<const NirNetwork>(nir_network(graph, request.nir));
  std::filesystem::path edges = request.output;
  edges.replace_extension(".edges.h5");
  const std::string version =
      graph.version.empty() ? std::string() : fmt::format(" (NIR {})", graph.version);
  const std::string text = nir_model_text(*network, request.nir,
                                          {.name = request.input.stem().string(),
                                           .source = request.input.filename().string() + version,
                                           .weights = edges.filename().string()});
  PreparedConversion conversion;
  describe(*network, conversion.notes);
  for (const std::string& note : network->notes) {
    conversion.losses.push_back("approximated: " + note);
  }
  conversion.write = [network, text, edges,
                      overwrite = request.overwrite](const std::filesystem::path& name) {
    OutputFile weights(edges, overwrite);
    write_nir_edges(*network, weights.temporary_name());
    write_text_file(text, name);
    weights.commit();
  };
  return conversion;
}

PreparedConversion model_to_nir(const ConversionRequest& request) {
  const NirOptions unsaid;
  if (request.nir.dt != unsaid.dt || request.nir.exact || request.nir.subtract) {
    throw ConfigError(
        "--nir-dt, --nir-method and --nir-reset are for reading a graph: here the model says them");
  }
  const ModelSource source = load_model(request.input, {});
  Specification specification = read_specification(source.root, *request.catalogue);
  require_nir_models(source.root, specification.network);
  draw_projections(specification);
  NirOptions options = request.nir;
  options.dt = specification.network.resolution().tick();
  PreparedConversion conversion;
  try {
    const auto limit =
        request.allow_dense ? std::numeric_limits<std::uint64_t>::max() : most_dense_weights;
    auto graph =
        std::make_shared<const NirExport>(nir_export(specification.network, options, limit));
    conversion.notes = graph->notes;
    conversion.losses = graph->losses;
    conversion.write = [graph](const std::filesystem::path& name) { write_nir(*graph, name); };
  } catch (const ConfigError& error) {
    throw ConfigError(fmt::format("{}: {}", request.input.string(), error.what()));
  }
  if (specification.classify) {
    conversion.losses.push_back("dropped: data, their encoding, features and readout");
  }
  return conversion;
}

}  // namespace meniscus
