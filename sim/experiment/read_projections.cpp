#include <algorithm>

#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/io/edge_file.hpp"

namespace meniscus {

namespace {

template <std::size_t I = 0>
std::optional<ConnectionRule> read_rule_named(std::string_view name, MapReader& reader) {
  if constexpr (I < std::variant_size_v<ConnectionRule>) {
    using Rule = std::variant_alternative_t<I, ConnectionRule>;
    if (Rule::name == name) {
      Rule rule;
      reader.fields(rule);
      std::apply(
          [&](const auto&... f) {
            // A default outside the range says that the field must be given.
            ((f.range.contains(listed_value(Rule{}.*f.member)) ? nullptr : reader.required(f.name)),
             ...);
          },
          Rule::fields());
      return rule;
    }
    return read_rule_named<I + 1>(name, reader);
  }
  return {};
}

template <std::size_t... I>
std::vector<std::string_view> rule_names(std::index_sequence<I...>) {
  return {std::variant_alternative_t<I, ConnectionRule>::name..., choices::file_rule};
}

/// `connect`: a rule, or a file of edges.
struct Connect {
  std::optional<ConnectionRule> rule;
  const Node* file = nullptr;
  std::string group = {};
};

/// Nothing where it is wrong.
std::optional<Connect> read_connect(const Node& node, Diagnostics& diagnostics) {
  static const auto names =
      rule_names(std::make_index_sequence<std::variant_size_v<ConnectionRule>>{});
  const std::size_t before = diagnostics.size();
  MapReader reader(node, diagnostics, "connection rule");
  const Node* rule_name = reader.required("rule");
  if (rule_name == nullptr) return {};
  const std::string name = read_choice(*rule_name, names, "connection rule", diagnostics);
  if (diagnostics.size() != before) return {};  // its keys can't be judged
  Connect connect;
  if (name == choices::file_rule) {
    connect.file = reader.required("file");
    connect.group = reader.string("group", "/");
  } else {
    connect.rule = read_rule_named(name, reader);
  }
  reader.finish();
  if (diagnostics.size() != before) return {};
  return connect;
}

void read_weight(const Node& node, const Unit& unit, SynapseLaw& law, Diagnostics& diagnostics) {
  if (node.find("exc") == nullptr && node.find("inh") == nullptr) {
    law.weight = read_distribution(node, unit, any_value, diagnostics);
    return;
  }
  MapReader reader(node, diagnostics, "weights by type of the source");
  if (const Node* exc = reader.required("exc")) {
    law.weight = read_distribution(*exc, unit, any_value, diagnostics);
  }
  if (const Node* inh = reader.required("inh")) {
    law.inhibitory_weight = read_distribution(*inh, unit, any_value, diagnostics);
  }
  reader.finish();
}

/// The least delay a law can draw; a sign makes no sense here and was refused before.
double least(const Distribution& delay) {
  if (const auto* value = std::get_if<ConstantValue>(&delay.law)) return value->value;
  const auto* uniform = std::get_if<UniformValue>(&delay.law);
  return std::max(uniform == nullptr ? 0.0 : uniform->low, delay.low);
}

/// A delay that is the sum of parts: {base, velocity} or {axonal, dendritic, velocity}.
void read_delay_parts(const Node& node, SynapseLaw& law, Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "delay");
  const Node* base = reader.optional("base");
  const Node* axonal = base == nullptr ? reader.required("axonal") : reader.optional("axonal");
  const Node* dendritic = reader.optional("dendritic");
  const Node* velocity =
      base == nullptr ? reader.optional("velocity") : reader.required("velocity");
  reader.finish();
  if (base != nullptr && (axonal != nullptr || dendritic != nullptr)) {
    diagnostics.error(*base, "expected either base or axonal and dendritic, got both");
  }
  if (const Node* given = base != nullptr ? base : axonal) {
    law.delay = read_distribution(*given, unit::ms, non_negative, diagnostics);
  }
  if (dendritic != nullptr) {
    law.dendritic_delay = read_quantity(*dendritic, unit::ms, non_negative, diagnostics);
  }
  if (velocity != nullptr) {
    law.velocity = read_quantity(*velocity, unit::kHz, positive, diagnostics);
  }
}

/// Delays of at least one tick.
void read_delay(const Node& node, const Resolution& resolution, SynapseLaw& law,
                Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  const auto has = [&](std::string_view key) { return node.find(key) != nullptr; };
  if (has("axonal") || has("dendritic") || has("base") || has("velocity")) {
    read_delay_parts(node, law, diagnostics);
  } else {
    law.delay = read_distribution(node, unit::ms, positive, diagnostics);
  }
  const double shortest = least(law.delay) + law.dendritic_delay;
  if (diagnostics.size() == before && resolution.ticks(shortest).ticks < 1) {
    diagnostics.error(node,
                      fmt::format("expected delays of at least one tick ({} ms), got {} ms",
                                  resolution.tick(), shortest),
                      law.delay.is_constant() ? "" : "add min");
  }
}

/// Reads one item of `projections`, which stands for a projection per pair of populations.
class ProjectionReader {
 public:
  ProjectionReader(const Node& node, PlasticityRules& rules, Specification& specification,
                   Diagnostics& diagnostics)
      : node_(node),
        reader_(node, diagnostics, "projection"),
        rules_(rules),
        specification_(specification),
        diagnostics_(diagnostics),
        before_(diagnostics.size()) {}

  void read() {
    const Node* from = reader_.required("from");
    const Node* to = reader_.required("to");
    const Node* connect = reader_.required("connect");
    find_keys();
    if (connect != nullptr) connect_ = read_connect(*connect, diagnostics_);
    const bool from_file = connect_ && connect_->file != nullptr;
    if (!from_file) require_keys(true, true);
    read_times();
    if (channel_ != nullptr) spec_.law.channel = read_string(*channel_, diagnostics_);
    if (from == nullptr || to == nullptr) return;
    const auto sources = read_population_list(*from, specification_, diagnostics_);
    const auto targets = read_population_list(*to, specification_, diagnostics_);
    read_stored(sources.size() * targets.size());
    if (from_file && sources.size() * targets.size() > 1) {
      diagnostics_.error(sources.size() > 1 ? *from : *to,
                         "expected one population, since a file's edges belong to one pair");
      return;
    }
    for (const PopulationId target : targets) read_onto(*to, target, sources);
  }

 private:
  void find_keys() {
    weight_ = reader_.optional("weight");
    delay_ = reader_.optional("delay");
    channel_ = reader_.optional("channel");
    spec_.name = reader_.string("name", "");
    plasticity_ = reader_.optional("plasticity");
    post_lag_ = plasticity_ == nullptr ? nullptr : reader_.optional("post_lag");
    spectral_radius_ = reader_.optional("spectral_radius");
    reader_.finish();
  }

  /// `weight: {from: result.h5, projection: exc_to_exc}`
  void read_stored(std::size_t pairs) {
    if (weight_ == nullptr || weight_->find("from") == nullptr) return;
    MapReader reader(*weight_, diagnostics_, "stored weights");
    stored_ = reader.required("from");
    const Node* name = reader.optional("projection");
    reader.finish();
    if (name != nullptr) stored_name_ = read_string(*name, diagnostics_);
    if (name != nullptr && pairs > 1) {
      diagnostics_.error(*name, "expected projections from one population to one, got several");
    }
  }

  void require_keys(bool weight, bool delay) {
    if (weight) reader_.required("weight");
    if (delay) reader_.required("delay");
  }

  void read_times() {
    SynapseLaw& law = spec_.law;
    if (delay_ != nullptr) {
      read_delay(*delay_, specification_.network.resolution(), law, diagnostics_);
    }
    const bool has_dendrite = delay_ != nullptr && delay_->find("dendritic") != nullptr;
    if (plasticity_ != nullptr && has_dendrite) law.post_lag = 2.0 * law.dendritic_delay;
    if (post_lag_ == nullptr) return;
    if (has_dendrite) {
      diagnostics_.error(*post_lag_, "follows from the dendritic delay, so it can't be given");
    }
    law.post_lag = read_quantity(*post_lag_, unit::ms, non_negative, diagnostics_);
  }

  void read_onto(const Node& to, PopulationId target, std::span<const PopulationId> sources) {
    const Population& population = specification_.network.populations()[target];
    if (check_channel(to, channel_, population, diagnostics_)) {
      const Unit unit = weight_unit(*population.neurons, spec_.law.channel);
      const bool has_law = weight_ != nullptr && stored_ == nullptr;
      if (has_law) read_weight(*weight_, unit, spec_.law, diagnostics_);
      if (plasticity_ != nullptr) {
        spec_.law.plasticity = rules_.use(*plasticity_, unit, specification_);
      }
      if (spectral_radius_ != nullptr) {
        spec_.law.spectral_radius = read_quantity(*spectral_radius_, unit, positive, diagnostics_);
      }
      if (connect_ && connect_->file != nullptr && sources.size() == 1) {
        read_edges({.sources = specification_.network.populations()[sources[0]].size,
                    .targets = population.size,
                    .weight = unit});
      }
    }
    if (!connect_ || diagnostics_.size() != before_) return;
    spec_.target = target;
    for (const PopulationId source : sources) {
      spec_.source = source;
      add();
    }
  }

  void read_edges(const EdgeFileContext& context) {
    const Node& name = *connect_->file;
    spec_.file = file_beside_model(name, diagnostics_);
    EdgeList list;
    reading_file(name, diagnostics_,
                 [&] { list = read_edge_file(spec_.file, connect_->group, context); });
    if (diagnostics_.size() != before_) return;
    const auto refuse = [&](const Node* key, bool has_column) {
      if (key == nullptr || !has_column) return;
      diagnostics_.error(
          *key, fmt::format("expected either this key or a column of {}, got both", name.text()));
    };
    refuse(weight_, !list.weight.empty());
    refuse(delay_, !list.delay.empty());
    require_keys(list.weight.empty(), list.delay.empty());
    spec_.listed = sorted(list, context.sources);
    specification_.files.push_back(spec_.file);
  }

  void add() {
    spec_.place = node_.place();
    spec_.path = node_.path();
    const NetworkBuilder& network = specification_.network;
    if (connect_->rule) spec_.rule = *connect_->rule;
    if (stored_ != nullptr && !take_stored()) return;
    at(node_, diagnostics_, [&] {
      if (spec_.listed) {
        network.check(spec_.source, spec_.target, *spec_.listed, spec_.law);
        spec_.expected_synapses = static_cast<double>(spec_.listed->edges.size());
      } else {
        spec_.expected_synapses = network.check(spec_.source, spec_.target, spec_.rule, spec_.law);
      }
    });
    specification_.projections.push_back(spec_);
  }

  /// Whether there are such weights.
  bool take_stored() {
    const std::size_t before = diagnostics_.size();
    const std::filesystem::path file = file_beside_model(*stored_, diagnostics_);
    at(*stored_, diagnostics_, [&] {
      const std::string own = projection_name(spec_, specification_.network);
      start_from(spec_, file, stored_name_.empty() ? own : stored_name_, specification_.network);
    });
    auto& files = specification_.files;
    if (std::ranges::find(files, file) == files.end()) files.push_back(file);
    return diagnostics_.size() == before;
  }

  const Node& node_;
  MapReader reader_;
  PlasticityRules& rules_;
  Specification& specification_;
  Diagnostics& diagnostics_;
  std::size_t before_;
  ProjectionSpec spec_;
  std::optional<Connect> connect_;
  const Node* weight_ = nullptr;
  const Node* delay_ = nullptr;
  const Node* channel_ = nullptr;
  const Node* plasticity_ = nullptr;
  const Node* post_lag_ = nullptr;
  const Node* spectral_radius_ = nullptr;
  const Node* stored_ = nullptr;  ///< the result that has the weights
  std::string stored_name_ = {};  ///< of the projection in it; empty: as here
};

}  // namespace

void read_projections(const Node& node, PlasticityRules& rules, Specification& specification,
                      Diagnostics& diagnostics) {
  if (node.kind() != Node::Kind::sequence) {
    diagnostics.error(node, fmt::format("expected a list of projections, got {}", node.got()));
  }
  for (const Node& item : node.items()) {
    ProjectionReader(item, rules, specification, diagnostics).read();
  }
}

}  // namespace meniscus
