#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_ticks = 4'294'967'295;  // random streams count ticks in 32 bits

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
  if (targets.empty() && !specification.unreadable.empty()) return;  // its keys can't be judged
  const StimulusEntry& entry = *catalogue.find_stimulus(source_name);
  NetworkBuilder& network = specification.network;
  for (const PopulationId target : targets) {
    if (diagnostics.size() != before) return;
    const Population& population = network.populations()[target];
    if (entry.read_spikes) {
      std::unique_ptr<const SpikeInput> input;
      at(node, diagnostics,
         [&] { input = entry.read_spikes(reader, network.resolution(), population.size); });
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
      std::unique_ptr<const CurrentInput> input;
      at(node, diagnostics, [&] { input = entry.read_current(reader, network.resolution()); });
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

namespace {

/// From where a name in this node is meant.
std::filesystem::path folder_of(const Node& node) {
  const bool is_override = node.place().line == 0;  // whose place is no file
  return is_override ? std::filesystem::path()
                     : std::filesystem::path(node.place().file).parent_path();
}

/// Rewrites the names of files below `node` that were meant from elsewhere.
void move_names(Node& node, std::string_view parent, const std::filesystem::path& folder) {
  const bool is_name =
      node.key() == "file" || (node.key() == "from" && parent.starts_with("weight"));
  const std::filesystem::path own = folder_of(node);
  if (is_name && node.kind() == Node::Kind::scalar && own != folder) {
    std::filesystem::path name = own / node.text();
    if (folder.is_absolute()) name = std::filesystem::absolute(name);
    if (name.is_relative()) name = name.lexically_relative(folder.empty() ? "." : folder);
    node.become(Node::scalar(name.string(), false, node.place().file, {}), "");
  }
  for (Node& child : node.children()) move_names(child, node.key(), folder);
}

}  // namespace

std::filesystem::path file_beside_model(const Node& name, Diagnostics& diagnostics) {
  const std::filesystem::path file = read_string(name, diagnostics);
  return folder_of(name) / file;
}

Node with_names_from(const Node& root) {
  Node moved = root;
  move_names(moved, "", folder_of(root));
  return moved;
}

Unit weight_unit(const NeuronPopulation& neurons, std::string_view channel) {
  for (const Channel& c : neurons.channels()) {
    if (c.name == channel || channel.empty()) return c.unit;
  }
  return unit::none;
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

void read_stimuli(const Node& node, const Catalogue& catalogue, Specification& specification,
                  Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "stimuli");
  for (const Node& entry : node.entries()) {
    reader.optional(entry.key());
    read_one_stimulus(entry, catalogue, specification, diagnostics);
  }
}

}  // namespace meniscus
