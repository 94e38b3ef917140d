#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/io/position_file.hpp"

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
  const DriverChoice driver =
      read_named(reader, "driver", choices::drivers, DriverChoice::automatic);
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
  const Precision precision =
      read_named(reader, "precision", choices::precisions, Precision::float64);
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

/// Where neurons are as a model file says it, before their number is checked.
struct Places {
  std::optional<GridShape> grid = {};
  std::optional<std::vector<Point>> given = {};
  std::optional<std::pair<Point, Point>> box = {};  ///< its corners
  std::optional<std::int64_t> size = {};            ///< where the places tell it
};

/// Two or three pure numbers.
Point read_point(const Node& node, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  const auto numbers = read_quantities(node, unit::none, any_value, diagnostics);
  if (diagnostics.size() == before && (numbers.size() < 2 || numbers.size() > 3)) {
    diagnostics.error(node, fmt::format("expected two or three numbers such as [0, 2.5, 1], got {}",
                                        numbers.size()));
  }
  if (diagnostics.size() != before) return {};
  return {numbers[0], numbers[1], numbers.size() > 2 ? numbers[2] : 0.0};
}

std::pair<Point, Point> read_box(const Node& node, Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "uniform positions");
  const Node* low = reader.required("low");
  const Node* high = reader.required("high");
  reader.finish();
  if (low == nullptr || high == nullptr) return {};
  const std::pair box{read_point(*low, diagnostics), read_point(*high, diagnostics)};
  const auto [a, b] = box;
  if (a.x > b.x || a.y > b.y || a.z > b.z) diagnostics.error(*low, "low is above high");
  return box;
}

void read_positions(const Node& node, Places& places, Specification& specification,
                    Diagnostics& diagnostics) {
  if (node.kind() == Node::Kind::sequence) {
    places.given.emplace();
    for (const Node& item : node.items()) places.given->push_back(read_point(item, diagnostics));
  } else {
    MapReader reader(node, diagnostics, "positions");
    const Node* uniform = reader.optional("uniform");
    const Node* file = uniform == nullptr ? reader.required("file") : reader.optional("file");
    reader.finish();
    if (uniform != nullptr && file != nullptr) {
      diagnostics.error(*file, "expected either uniform or file, got both");
    } else if (uniform != nullptr) {
      places.box = read_box(*uniform, diagnostics);
    } else if (file != nullptr) {
      const auto name = file_beside_model(*file, diagnostics);
      reading_file(*file, diagnostics, [&] { places.given = read_position_file(name); });
      specification.files.push_back(name);
    }
  }
  if (places.given) places.size = static_cast<std::int64_t>(places.given->size());
}

/// `grid`, `positions` and `size`: where neurons are and how many; 1 where that is wrong.
std::uint32_t read_places(MapReader& reader, Places& places, Specification& specification) {
  Diagnostics& diagnostics = reader.diagnostics();
  const Node* grid = reader.optional("grid");
  const Node* positions = reader.optional("positions");
  const Node* size = reader.optional("size");
  if (grid != nullptr) {
    places.grid = read_grid(*grid, diagnostics).value_or(GridShape{1, 1, 1});
    places.size = std::int64_t{(*places.grid)[0]} * (*places.grid)[1] * (*places.grid)[2];
    if (size != nullptr) diagnostics.error(*size, "expected either size or grid, got both");
    if (positions != nullptr) {
      diagnostics.error(*positions, "expected either positions or grid, got both");
    }
  } else if (positions != nullptr) {
    read_positions(*positions, places, specification, diagnostics);
  }
  if (places.size && *places.size == 0) diagnostics.error(*positions, "expected some positions");
  if (places.size && (grid != nullptr || size == nullptr)) {
    return static_cast<std::uint32_t>(std::max(*places.size, std::int64_t{1}));
  }
  if (size == nullptr && positions != nullptr && !places.box) return 1;  // was complained about
  size = reader.required("size");
  if (size == nullptr) return 1;
  const std::int64_t given = read_integer(*size, 1, most_neurons, diagnostics);
  if (places.size && given != *places.size) {
    diagnostics.error(*size, fmt::format("expected the number of positions, {}, or no size, got {}",
                                         *places.size, size->text()));
  }
  return static_cast<std::uint32_t>(given);
}

Placement placement(const Places& places, std::uint32_t size, double inhibitory,
                    const StreamKey& key) {
  if (places.grid) return place_on_grid(*places.grid, inhibitory, key);
  Placement result{.positions = {}, .inhibitory = cell_types(size, inhibitory)};
  if (places.given) result.positions = *places.given;
  if (places.box) {
    result.positions = random_positions(size, places.box->first, places.box->second, key);
  }
  return result;
}

/// Null where they are wrong.
std::unique_ptr<const NeuronPopulation> read_neurons(
    const Node& population, const ModelEntry& model, const ModelEntry::Read& read,
    std::uint32_t size, Specification& specification, Diagnostics& diagnostics) {
  const Node* parameters = population.find("parameters");
  const Node none = empty_map(population, "parameters");
  const std::string what = fmt::format("parameters of {}", model.name);
  MapReader reader(parameters != nullptr ? *parameters : none, diagnostics, what);
  std::unique_ptr<const NeuronPopulation> neurons;
  at(reader.node(), diagnostics,
     [&] { neurons = read(reader, specification.network.resolution(), size); });
  reader.finish();
  return neurons;
}

void read_one_population(const Node& node, const Catalogue& catalogue, Specification& specification,
                         Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "population");
  const ModelEntry* model = read_model(reader, catalogue);
  Places places;
  const std::uint32_t size = read_places(reader, places, specification);
  const double inhibitory = reader.quantity("inhibitory", unit::percent, fraction, 0.0);
  const bool dale = reader.boolean("dale", false);
  const DriverChoice driver = read_driver(reader, model);
  const ModelEntry::Read read = read_precision(reader, model);
  reader.optional("parameters");
  const Node* initial = reader.optional("initial");
  reader.finish();
  if (model == nullptr || !read) return;
  auto neurons = read_neurons(node, *model, read, size, specification, diagnostics);
  if (neurons == nullptr) return;
  NetworkBuilder& network = specification.network;
  at(node, diagnostics, [&] {
    const PopulationId id = network.add(node.key(), size, std::move(neurons), driver);
    if (dale) specification.dale.push_back(id);
    if (initial != nullptr) read_initial(*initial, *model, id, specification, diagnostics);
    const bool has_types = node.find("inhibitory") != nullptr;
    if (!has_types && !places.grid && !places.given && !places.box) return;
    if (places.given && places.given->size() != size) return;  // was complained about
    network.place(
        id, placement(places, size, inhibitory, {network.seed(), RandomDomain::placement, id}));
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
