#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "sim/learning/features.hpp"
#include "sim/learning/ridge.hpp"
#include "sim/learning/softmax.hpp"

namespace meniscus {

/// What a readout says of samples.
struct ReadoutAnswer {
  std::vector<double> scores;          ///< samples x classes, row-major; the largest wins
  std::vector<std::uint32_t> classes;  ///< one per sample
};

/// A trained linear classifier with what is done to the features before.
struct Readout {
  std::optional<Standardiser> standardiser = {};
  std::variant<RidgeModel, SoftmaxModel> model = {};

  std::size_t columns() const;  ///< features it takes
  std::uint32_t classes() const;

  /// The same bits for any number of threads. `features` has `columns()`; its labels don't matter,
  /// but there is one per sample.
  ReadoutAnswer answer(const FeaturesView& features, int threads = 1) const;
};

}  // namespace meniscus
