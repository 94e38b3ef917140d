#include "sim/experiment/dale.hpp"

#include <algorithm>
#include <optional>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// A synapse, or what a law can draw, that acts in one direction.
struct Act {
  std::uint32_t source = 0;
  bool upwards = true;
};

std::string_view name_of(bool upwards) { return upwards ? "excites" : "inhibits"; }

/// Weights onto this channel are conductances that pull down.
bool pulls_down(const Population& target, std::string_view name) {
  for (const Channel& channel : target.neurons->channels()) {
    if (channel.name == name) {
      return name == "inh" && channel.unit.dimension == Dimension::conductance;
    }
  }
  return false;
}

/// The list that holds a projection's weights, or null.
const ListedEdges* list_of(const ProjectionSpec& projection) {
  if (projection.stored) return &*projection.stored;
  return projection.listed && !projection.listed->weight.empty() ? &*projection.listed : nullptr;
}

/// Walks over the projections of one population.
class DaleCheck {
 public:
  DaleCheck(const Specification& specification, PopulationId population, Diagnostics& diagnostics)
      : network_(specification.network),
        population_(network_.populations()[population]),
        inhibitory_(network_.placement(population).inhibitory),
        has_types_(std::ranges::find(inhibitory_, 1) != inhibitory_.end()),
        diagnostics_(diagnostics) {}

  void visit(const ProjectionSpec& projection) {
    const bool down = pulls_down(network_.populations()[projection.target], projection.law.channel);
    if (projection.law.plasticity && !visit_learning(projection, down)) return;
    if (list_of(projection) != nullptr) {
      visit_list(projection, down);
      return;
    }
    const SynapseLaw& law = projection.law;
    const auto visit_type = [&](std::uint8_t type, const Distribution& weight) {
      const auto source = first_of(type);
      if (!source) return true;
      const Signs signs = signs_of(weight);
      return (!signs.positive || accept(projection, {*source, !down})) &&
             (!signs.negative || accept(projection, {*source, down}));
    };
    if (visit_type(0, law.weight)) visit_type(1, law.inhibitory_weight.value_or(law.weight));
  }

 private:
  std::optional<std::uint32_t> first_of(std::uint8_t type) const {
    if (inhibitory_.empty()) return type == 0 ? std::optional(0u) : std::nullopt;
    const auto found = std::ranges::find(inhibitory_, type);
    if (found == inhibitory_.end()) return {};
    return static_cast<std::uint32_t>(found - inhibitory_.begin());
  }

  bool visit_learning(const ProjectionSpec& projection, bool down) {
    const Plasticity& plasticity = network_.plasticity(*projection.law.plasticity);
    const auto [low, high] = plasticity.bounds();
    if (low < 0.0f && high > 0.0f && plasticity.keeps_signs()) return true;  // those of the start
    return (!(high > 0.0f) || accept(projection, {0, !down})) &&
           (!(low < 0.0f) || accept(projection, {0, down}));
  }

  void visit_list(const ProjectionSpec& projection, bool down) {
    const ListedEdges& list = *list_of(projection);
    const EdgeTable& edges = list.edges;
    for (std::uint32_t source = 0; source < edges.sources(); ++source) {
      for (auto k = edges.row_begin[source]; k < edges.row_begin[source + 1]; ++k) {
        const float weight = list.weight[k];
        if (weight == 0.0f) continue;
        if (!accept(projection, {source, (weight > 0.0f) != down})) return;
      }
    }
  }

  /// Complains where the act breaks the law.
  bool accept(const ProjectionSpec& projection, const Act& act) {
    const bool is_inhibitory = has_types_ && inhibitory_[act.source] != 0;
    if (has_types_ && act.upwards != is_inhibitory) return true;
    if (!has_types_ && act.upwards == direction_.value_or(act.upwards)) {
      direction_ = act.upwards;
      return true;
    }
    const std::string reason =
        has_types_ ? fmt::format("is {}", is_inhibitory ? "inhibitory" : "excitatory")
                   : fmt::format("{} in another synapse, projection or draw", name_of(*direction_));
    const std::string name = projection.name.empty()
                                 ? fmt::format("{}_to_{}", population_.name,
                                               network_.populations()[projection.target].name)
                                 : projection.name;
    diagnostics_.error(
        projection.place, projection.path,
        fmt::format("projection {} breaks Dale's law: neuron {} of {} {}, but {}", name, act.source,
                    population_.name, name_of(act.upwards), reason),
        hint(projection));
    return false;
  }

  static std::string hint(const ProjectionSpec& projection) {
    const Signs signs = signs_of(projection.law.weight);
    if (list_of(projection) != nullptr) return {};
    return signs.negative && signs.positive ? "the weight's law has both signs: add min or max"
                                            : "";
  }

  const NetworkBuilder& network_;
  const Population& population_;
  const std::vector<std::uint8_t>& inhibitory_;
  bool has_types_;
  Diagnostics& diagnostics_;
  std::optional<bool> direction_ = {};  ///< of a population without types: upwards
};

}  // namespace

void check_dale(const Specification& specification, Diagnostics& diagnostics) {
  for (const PopulationId population : specification.dale) {
    DaleCheck check(specification, population, diagnostics);
    for (const ProjectionSpec& projection : specification.projections) {
      if (projection.source == population) check.visit(projection);
    }
  }
}

}  // namespace meniscus
