#include "tests/invariance/rule_networks.hpp"

#include "models/neurons/lif.hpp"
#include "models/sources/poisson.hpp"
#include "plasticity/catalogue.hpp"
#include "plasticity/stdp_reward.hpp"
#include "sim/config/source.hpp"
#include "sim/network/network_builder.hpp"
#include "sim/network/source_population.hpp"

namespace meniscus {

namespace {

Catalogue rules() {
  Catalogue catalogue;
  add_plasticity(catalogue);
  catalogue.add_plasticity<StdpReward>();  // no model file can reward it yet
  return catalogue;
}

/// A rule with its defaults and, where there are none, weights of 4 mV.
std::unique_ptr<const Plasticity> make_rule(const std::string& name) {
  const Catalogue catalogue = rules();
  const PlasticityEntry& entry = *catalogue.find_plasticity(name);
  std::string text = "{";
  for (const FieldInfo& field : entry.parameters) {
    if (!field.range.contains(field.default_value)) text += std::string(field.name) + ": 4 mV, ";
    // What is felt within a short run.
    if (field.name == "theta") text += "theta: 2, ";
    if (field.name == "tau_e") text += "tau_e: 3 ms, ";
    if (field.name == "reward") text += "reward: 1 Hz, ";
  }
  const Node node = parse_yaml(text + "}", name);
  Diagnostics diagnostics;
  MapReader reader(node, diagnostics, "rule");
  auto rule = entry.read(reader, unit::mV);
  diagnostics.throw_if_any();
  return rule;
}

}  // namespace

std::vector<std::string> all_rules() {
  std::vector<std::string> names;
  const Catalogue catalogue = rules();
  for (const PlasticityEntry& entry : catalogue.plasticities()) names.emplace_back(entry.name);
  return names;
}

Network rule_network(const std::string& rule, std::uint32_t block_size) {
  NetworkBuilder builder(Resolution(0.1), 5);
  const auto noise = builder.add(
      "noise", 50, std::make_unique<SourcePopulation<Poisson>>(Poisson::Parameters{{1.0}}));
  const auto cells = builder.add<Lif>("cells", 72, {.v_th = 15.0, .v_reset = 5.0});
  builder.initial(cells, "v", {.law = UniformValue{0.0, 15.0}});
  std::optional<PlasticityId> id;
  if (!rule.empty()) id = builder.add(make_rule(rule));
  builder.connect(noise, cells, FixedIndegree{.indegree = 5},
                  {.weight = {.law = UniformValue{0.5, 1.5}},
                   .delay = constant(1.0),
                   .plasticity = id,
                   .post_lag = id ? 1.0 : 0.0});
  builder.connect(
      cells, cells, PairwiseBernoulli{.p = 0.2},
      {.weight = constant(0.3), .delay = {.law = UniformValue{0.8, 4.0}}, .plasticity = id});
  builder.connect(cells, cells, PairwiseBernoulli{.p = 0.1},
                  {.weight = constant(-0.9), .delay = {.law = UniformValue{0.8, 4.0}}});
  return builder.build(block_size);
}

}  // namespace meniscus
