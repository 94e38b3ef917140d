#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/learning/features.hpp"

namespace meniscus {

/// Deals samples to folds 0 … folds - 1 for cross-validation: every class's samples, in an order
/// drawn from `seed`, to one fold after the other, so that folds differ by at most one sample in
/// size and in each class.
std::vector<std::uint32_t> stratified_folds(std::span<const std::uint32_t> labels,
                                            std::uint32_t classes, std::uint32_t folds,
                                            std::uint64_t seed);

/// What one fold is for: it is tested, the next one (after the last, the first) validates, and the
/// others train.
struct FoldFeatures {
  LabelledFeatures train;
  LabelledFeatures validation;
  LabelledFeatures test;

  /// `fold_of`: the fold of each sample; there are at least three.
  FoldFeatures(const FeaturesView& all, std::span<const std::uint32_t> fold_of, std::uint32_t folds,
               std::uint32_t tested);
};

}  // namespace meniscus
