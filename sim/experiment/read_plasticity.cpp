#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

PlasticityRules::PlasticityRules(const Node* section, const Catalogue& catalogue,
                                 Diagnostics& diagnostics)
    : section_(section), catalogue_(catalogue), diagnostics_(diagnostics) {
  if (section != nullptr) MapReader(*section, diagnostics, "plasticity");  // is it a map?
}

std::optional<PlasticityId> PlasticityRules::use(const Node& name, const Unit& weight,
                                                 Specification& specification) {
  const std::size_t before = diagnostics_.size();
  const std::string wanted = read_string(name, diagnostics_);
  if (diagnostics_.size() != before) return {};
  const Node* rule = section_ == nullptr ? nullptr : section_->find(wanted);
  if (rule == nullptr) {
    std::vector<std::string_view> names;
    if (section_ != nullptr) {
      for (const Node& entry : section_->entries()) names.push_back(entry.key());
    }
    diagnostics_.error(name, fmt::format("no plasticity is called \"{}\"", wanted),
                       suggestion_text(wanted, names));
    return {};
  }
  const auto same = [&](const Read& read) { return read.rule == rule && read.weight == weight; };
  if (const auto found = std::ranges::find_if(read_, same); found != read_.end()) return found->id;
  read_.push_back({rule, weight, read(*rule, weight, specification)});
  return read_.back().id;
}

std::optional<PlasticityId> PlasticityRules::read(const Node& rule, const Unit& weight,
                                                  Specification& specification) {
  const std::size_t before = diagnostics_.size();
  MapReader reader(rule, diagnostics_, "plasticity");
  const Node* rule_name = reader.required("rule");
  if (rule_name == nullptr) return {};
  std::vector<std::string_view> names;
  for (const PlasticityEntry& entry : catalogue_.plasticities()) names.push_back(entry.name);
  const std::string name = read_choice(*rule_name, names, "plasticity rule", diagnostics_);
  if (diagnostics_.size() != before) return {};  // its keys can't be judged
  auto plasticity = catalogue_.find_plasticity(name)->read(reader, weight);
  reader.finish();
  if (plasticity == nullptr) return {};
  return specification.network.add(std::move(plasticity));
}

void PlasticityRules::finish() {
  if (section_ == nullptr || diagnostics_.size() != 0) return;  // a faulty projection may use it
  for (const Node& entry : section_->entries()) {
    if (std::ranges::find(read_, &entry, &Read::rule) != read_.end()) continue;
    diagnostics_.error(entry, fmt::format("no projection learns by \"{}\"", entry.key()));
  }
}

}  // namespace meniscus
