#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_neurons = 100'000'000;

std::vector<std::string_view> population_names(const Specification& specification) {
  std::vector<std::string_view> names;
  for (const Population& population : specification.network.populations()) {
    names.push_back(population.name);
  }
  return names;
}

/// An empty map at the place of `node`, for its section `key` that was left out.
Node empty_map(const Node& node, std::string_view key) {
  const Place place = node.place();
  Node map(Node::Kind::map, place.file, {place.line, place.column});
  map.locate(path_below(node.path(), key));
  return map;
}

std::optional<GridShape> read_grid(const Node& node, Diagnostics& diagnostics) {
  GridShape shape{};
  if (node.kind() != Node::Kind::sequence || node.items().size() != shape.size()) {
    diagnostics.error(
        node,
        fmt::format("expected three numbers of neurons such as [10, 10, 10], got {}", node.got()));
    return {};
  }
  std::int64_t product = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::int64_t side = read_integer(node.items()[i], 1, most_neurons, diagnostics);
    shape[i] = static_cast<std::uint32_t>(side);
    product = std::min(product * side, most_neurons + 1);
  }
  if (product > most_neurons) {
    diagnostics.error(node, fmt::format("expected at most {} neurons", most_neurons));
    return {};
  }
  return shape;
}

/// `model`: null if it is unknown.
DriverChoice read_driver(MapReader& reader, const ModelEntry* model) {
  constexpr std::pair<std::string_view, DriverChoice> drivers[] = {
      {"auto", DriverChoice::automatic},
      {"clock", DriverChoice::clock},
      {"event", DriverChoice::event}};
  const DriverChoice driver = read_named(reader, "driver", drivers, DriverChoice::automatic);
  if (driver == DriverChoice::event && model != nullptr && !model->event_driven) {
    reader.diagnostics().error(*reader.node().find("driver"),
                               fmt::format("{} has no event driver", model->name), "use clock");
    return DriverChoice::automatic;
  }
  return driver;
}

/// How to read the parameters of a population of `model` (null if it is unknown) in the precision
/// it asks for.
ModelEntry::Read read_precision(MapReader& reader, const ModelEntry* model) {
  constexpr std::pair<std::string_view, Precision> precisions[] = {
      {name_of(Precision::float64), Precision::float64},
      {name_of(Precision::float32), Precision::float32}};
  const Precision precision = read_named(reader, "precision", precisions, Precision::float64);
  if (model == nullptr) return {};
  if (precision == Precision::float64) return model->read;
  if (!model->read_single) {
    reader.diagnostics().error(*reader.node().find("precision"),
                               fmt::format("{} has no single precision", model->name),
                               "use double");
  }
  return model->read_single;
}

const ModelEntry* read_model(MapReader& reader, const Catalogue& catalogue) {
  const Node* node = reader.required("model");
  if (node == nullptr) return nullptr;
  std::vector<std::string_view> names;
  for (const ModelEntry& entry : catalogue.models()) names.push_back(entry.name);
  const std::size_t before = reader.diagnostics().size();
  const std::string name = read_choice(*node, names, "model", reader.diagnostics());
  return reader.diagnostics().size() == before ? catalogue.find_model(name) : nullptr;
}

void read_initial(const Node& node, const ModelEntry& model, PopulationId population,
                  Specification& specification, Diagnostics& diagnostics) {
  const std::string what = fmt::format("initial values of {}", model.name);
  MapReader reader(node, diagnostics, what);
  for (const FieldInfo& variable : model.variables) {
    const Node* value = reader.optional(variable.name);
    if (value == nullptr) continue;
    const Distribution law = read_distribution(*value, variable.unit, any_value, diagnostics);
    specification.network.initial(population, variable.name, law);
  }
  reader.finish();
}

void read_one_population(const Node& node, const Catalogue& catalogue, Specification& specification,
                         Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "population");
  const ModelEntry* model = read_model(reader, catalogue);
  std::optional<GridShape> grid;
  std::int64_t size = 1;
  if (const Node* shape = reader.optional("grid")) {
    grid = read_grid(*shape, diagnostics).value_or(GridShape{1, 1, 1});
    size = std::int64_t{(*grid)[0]} * (*grid)[1] * (*grid)[2];
    if (const Node* given = reader.optional("size")) {
      diagnostics.error(*given, "expected either size or grid, got both");
    }
  } else if (const Node* given = reader.required("size")) {
    size = read_integer(*given, 1, most_neurons, diagnostics);
  }
  const double inhibitory = reader.quantity("inhibitory", unit::percent, fraction, 0.0);
  const DriverChoice driver = read_driver(reader, model);
  const ModelEntry::Read read = read_precision(reader, model);
  const Node* parameters = reader.optional("parameters");
  const Node* initial = reader.optional("initial");
  reader.finish();
  if (model == nullptr || !read) return;

  const auto neurons_count = static_cast<std::uint32_t>(size);
  const Node none = empty_map(node, "parameters");
  const std::string what = fmt::format("parameters of {}", model->name);
  MapReader parameter_reader(parameters != nullptr ? *parameters : none, diagnostics, what);
  NetworkBuilder& network = specification.network;
  std::unique_ptr<const NeuronPopulation> neurons;
  at(parameter_reader.node(), diagnostics,
     [&] { neurons = read(parameter_reader, network.resolution(), neurons_count); });
  parameter_reader.finish();
  if (neurons == nullptr) return;
  at(node, diagnostics, [&] {
    const PopulationId id = network.add(node.key(), neurons_count, std::move(neurons), driver);
    if (initial != nullptr) read_initial(*initial, *model, id, specification, diagnostics);
    const StreamKey key{network.seed(), RandomDomain::placement, id};
    if (grid) {
      network.place(id, place_on_grid(*grid, inhibitory, key));
    } else if (node.find("inhibitory") != nullptr) {
      network.place(id, {{}, cell_types(neurons_count, inhibitory)});
    }
  });
}

}  // namespace

std::optional<PopulationId> read_population(const Node& node, std::string_view name,
                                            const Specification& specification,
                                            Diagnostics& diagnostics) {
  const auto names = population_names(specification);
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<PopulationId>(found - names.begin());
  const auto& unreadable = specification.unreadable;
  if (std::ranges::find(unreadable, name) != unreadable.end()) return {};
  diagnostics.error(node, fmt::format("no population is called \"{}\"", name),
                    suggestion_text(name, names));
  return {};
}

std::vector<PopulationId> read_population_list(const Node& node, const Specification& specification,
                                               Diagnostics& diagnostics) {
  std::vector<PopulationId> populations;
  const auto names = read_strings(node, diagnostics);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_list = node.kind() == Node::Kind::sequence && i < node.items().size();
    const Node& item = is_list ? node.items()[i] : node;
    const auto id = read_population(item, names[i], specification, diagnostics);
    if (id && std::ranges::find(populations, *id) != populations.end()) {
      diagnostics.error(item, fmt::format("population {} is listed twice", names[i]));
    } else if (id) {
      populations.push_back(*id);
    }
  }
  return populations;
}

void read_populations(const Node& node, const Catalogue& catalogue, Specification& specification,
                      Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "populations");
  for (const Node& entry : node.entries()) {
    reader.optional(entry.key());
    const std::size_t before = specification.network.populations().size();
    read_one_population(entry, catalogue, specification, diagnostics);
    if (specification.network.populations().size() == before) {
      specification.unreadable.push_back(entry.key());
    }
  }
}

}  // namespace meniscus
