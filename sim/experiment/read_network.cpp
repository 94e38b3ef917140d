#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/io/position_file.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_neurons = 100'000'000;
constexpr std::int64_t most_ticks = 4'294'967'295;  // random streams count ticks in 32 bits

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
std::unique_ptr<const NeuronPopulation> read_neurons(const Node& population,
                                                     const ModelEntry& model, std::uint32_t size,
                                                     Specification& specification,
                                                     Diagnostics& diagnostics) {
  const Node* parameters = population.find("parameters");
  const Node none = empty_map(population, "parameters");
  const std::string what = fmt::format("parameters of {}", model.name);
  MapReader reader(parameters != nullptr ? *parameters : none, diagnostics, what);
  std::unique_ptr<const NeuronPopulation> neurons;
  at(reader.node(), diagnostics,
     [&] { neurons = model.read(reader, specification.network.resolution(), size); });
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
  reader.optional("parameters");
  const Node* initial = reader.optional("initial");
  reader.finish();
  if (model == nullptr) return;
  auto neurons = read_neurons(node, *model, size, specification, diagnostics);
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

void read_one_stimulus(const Node& node, const Catalogue& catalogue, Specification& specification,
                       Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  MapReader reader(node, diagnostics, "stimulus");
  std::vector<std::string_view> names;
  for (const StimulusEntry& entry : catalogue.stimuli()) names.push_back(entry.name);
  const Node* source = reader.required("source");
  const Node* to = reader.required("to");
  if (source == nullptr || to == nullptr) return;
  const std::string source_name = read_choice(*source, names, "stimulus", diagnostics);
  const auto targets = read_population_list(*to, specification, diagnostics);
  if (diagnostics.size() != before) return;
  const StimulusEntry& entry = *catalogue.find_stimulus(source_name);
  NetworkBuilder& network = specification.network;
  for (const PopulationId target : targets) {
    if (diagnostics.size() != before) return;
    const Population& population = network.populations()[target];
    if (entry.read_spikes) {
      auto input = entry.read_spikes(reader, network.resolution(), population.size);
      const Node* channel_node = reader.optional("channel");
      const Node* weight = reader.required("weight");
      if (!check_channel(*to, channel_node, population, diagnostics) || weight == nullptr) continue;
      const std::string channel = channel_node == nullptr ? "" : channel_node->text();
      const Unit unit = weight_unit(*population.neurons, channel);
      const double value = read_quantity(*weight, unit, any_value, diagnostics);
      if (input == nullptr) continue;
      at(node, diagnostics,
         [&] { network.stimulate(target, std::move(input), value, channel, node.key()); });
    } else {
      auto input = entry.read_current(reader, network.resolution());
      const Node* subset = reader.optional("neurons");
      auto neurons = subset == nullptr ? std::vector<std::uint32_t>{}
                                       : read_index_range(*subset, population.size, diagnostics);
      if (input == nullptr) continue;
      at(node, diagnostics,
         [&] { network.inject(target, std::move(input), std::move(neurons), node.key()); });
    }
  }
  reader.finish();
}

}  // namespace

bool check_channel(const Node& to, const Node* channel, const Population& target,
                   Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const Channel& c : target.neurons->channels()) names.push_back(c.name);
  const std::size_t before = diagnostics.size();
  const std::string_view model = target.neurons->model();
  if (names.empty()) {
    diagnostics.error(to,
                      fmt::format("population {} takes no input: it is a {}", target.name, model));
  } else if (channel != nullptr) {
    read_choice(*channel, names, fmt::format("channel of {}", model), diagnostics);
  }
  return diagnostics.size() == before;
}

std::filesystem::path file_beside_model(const Node& name, Diagnostics& diagnostics) {
  const std::filesystem::path file = read_string(name, diagnostics);
  const std::filesystem::path model = name.place().file;  // an override's place is no file
  return model.has_parent_path() && std::filesystem::exists(model) ? model.parent_path() / file
                                                                   : file;
}

Unit weight_unit(const NeuronPopulation& neurons, std::string_view channel) {
  for (const Channel& c : neurons.channels()) {
    if (c.name == channel || channel.empty()) return c.unit;
  }
  return unit::none;
}

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

Time read_ticks(const Node& node, const Resolution& resolution, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  const double ms = read_quantity(node, unit::ms, positive, diagnostics);
  const double ticks = resolution.exact_ticks(ms);
  if (diagnostics.size() == before && (ticks < 0.5 || ticks > static_cast<double>(most_ticks))) {
    diagnostics.error(node, fmt::format("expected 1 to {} ticks of {} ms, got {}", most_ticks,
                                        resolution.tick(), node.got()));
  }
  return std::clamp(resolution.ticks(std::min(ms, resolution.ms(Time{most_ticks}))), Time{1},
                    Time{most_ticks});
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

void read_stimuli(const Node& node, const Catalogue& catalogue, Specification& specification,
                  Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "stimuli");
  for (const Node& entry : node.entries()) {
    reader.optional(entry.key());
    read_one_stimulus(entry, catalogue, specification, diagnostics);
  }
}

}  // namespace meniscus
