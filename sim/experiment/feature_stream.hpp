#pragma once

#include <cstddef>
#include <vector>

#include "sim/experiment/lanes.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// The features of a liquid on their way into a result, sample by sample as they are finished.
class FeatureStream {
 public:
  /// `result` must outlive it.
  FeatureStream(ResultFile& result, const Network& network, const ClassifySpec& classify,
                const std::vector<Split>& splits);

  /// Adds the features of samples `first` … `last` - 1 of a split.
  void add(std::size_t split, const LabelledFeatures& features, std::size_t first,
           std::size_t last);

 private:
  ResultFile& result_;
  bool are_counts_;               ///< and thus kept as whole numbers
  std::vector<SeriesId> series_;  ///< of each split
};

}  // namespace meniscus
