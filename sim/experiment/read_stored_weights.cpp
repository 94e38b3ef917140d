#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/io/edge_file.hpp"
#include "sim/io/stored_weights.hpp"

namespace meniscus {

namespace {

/// The one projection of a name, or null after a complaint.
ProjectionSpec* find_named(Specification& specification, const std::string& name, const Node& node,
                           Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const ProjectionSpec& p : specification.projections) {
    names.push_back(projection_name(p, specification.network));
  }
  const auto count = std::ranges::count(names, name);
  if (count == 1) return &specification.projections[std::ranges::find(names, name) - names.begin()];
  if (count > 1) {
    diagnostics.error(node, fmt::format("several projections are called \"{}\"", name),
                      "give them names");
  } else {
    const std::vector<std::string_view> known(names.begin(), names.end());
    diagnostics.error(node, fmt::format("no projection is called \"{}\"", name),
                      suggestion_text(name, known));
  }
  return nullptr;
}

}  // namespace

std::string projection_name(const ProjectionSpec& projection, const NetworkBuilder& network) {
  if (!projection.name.empty()) return projection.name;
  return fmt::format("{}_to_{}", network.populations()[projection.source].name,
                     network.populations()[projection.target].name);
}

void start_from(ProjectionSpec& projection, const std::filesystem::path& file,
                const std::string& name, const NetworkBuilder& network) {
  if (projection.law.spectral_radius) {
    throw ConfigError("expected either stored weights or a spectral_radius, got both");
  }
  require_stored_weights(file, name);
  const Population& source = network.populations()[projection.source];
  const Population& target = network.populations()[projection.target];
  const EdgeFileContext context{.sources = source.size,
                                .targets = target.size,
                                .weight = weight_unit(*target.neurons, projection.law.channel)};
  ListedEdges stored;
  try {
    stored = sorted(read_edge_file(file, weights_group(name), context), source.size);
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
  projection.law = with_lists(projection.law, stored);
  projection.stored = std::move(stored);
}

void read_start_weights(const Node& node, Specification& specification, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  MapReader reader(node, diagnostics, "stored weights");
  const Node* from = reader.required("from");
  const Node* only = reader.optional("projections");
  reader.finish();
  if (from == nullptr || diagnostics.size() != before) return;
  const std::filesystem::path file = file_beside_model(*from, diagnostics);
  std::vector<std::string> names;
  if (only != nullptr) names = read_strings(*only, diagnostics);
  at(*from, diagnostics, [&] {
    const std::vector<std::string> stored = stored_projections(file);
    if (only == nullptr) names = stored;
  });
  if (diagnostics.size() != before) return;
  specification.files.push_back(file);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_list = only != nullptr && only->kind() == Node::Kind::sequence;
    const Node& place = only == nullptr ? *from : is_list ? only->items()[i] : *only;
    ProjectionSpec* projection = find_named(specification, names[i], place, diagnostics);
    if (projection == nullptr || projection->stored) continue;
    at(place, diagnostics, [&] { start_from(*projection, file, names[i], specification.network); });
  }
}

}  // namespace meniscus
