#include "sim/learning/folds.hpp"

#include <cassert>

#include "sim/core/random.hpp"

namespace meniscus {

namespace {

void append(LabelledFeatures& part, const FeaturesView& all, std::size_t sample) {
  part.values.insert(part.values.end(), all.row(sample), all.row(sample) + all.columns);
  part.labels.push_back(all.labels[sample]);
}

}  // namespace

std::vector<std::uint32_t> stratified_folds(std::span<const std::uint32_t> labels,
                                            std::uint32_t classes, std::uint32_t folds,
                                            std::uint64_t seed) {
  const StreamKey key{.seed = seed, .domain = RandomDomain::sample_order, .component = 0};
  std::vector<std::vector<std::pair<std::uint64_t, std::size_t>>> members(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::uint64_t place = RandomStream(key, static_cast<std::uint32_t>(i)).bits64();
    members[labels[i]].emplace_back(place, i);
  }
  std::vector<std::uint32_t> fold_of(labels.size());
  std::uint32_t fold = 0;
  for (auto& members_of_class : members) {
    std::ranges::sort(members_of_class);
    for (const auto& [place, sample] : members_of_class) {
      fold_of[sample] = fold;
      fold = (fold + 1) % folds;
    }
  }
  return fold_of;
}

FoldFeatures::FoldFeatures(const FeaturesView& all, std::span<const std::uint32_t> fold_of,
                           std::uint32_t folds, std::uint32_t tested) {
  assert(folds >= 3 && fold_of.size() == all.size());
  for (LabelledFeatures* part : {&train, &validation, &test}) {
    part->columns = all.columns;
    part->classes = all.classes;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool validates = fold_of[i] == (tested + 1) % folds;
    append(fold_of[i] == tested ? test : validates ? validation : train, all, i);
  }
}

}  // namespace meniscus
