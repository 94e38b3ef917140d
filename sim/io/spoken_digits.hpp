#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sim/io/data_part.hpp"

namespace meniscus {

/// A file of a labelled collection.
struct LabelledFile {
  std::filesystem::path path;
  std::uint32_t label = 0;
};

/// The recordings of the Free Spoken Digit Dataset, in a folder of files
/// <digit>_<speaker>_<k>.wav (https://github.com/Jakobovski/free-spoken-digit-dataset).
struct SpokenDigits {
  std::vector<LabelledFile> train;  ///< k >= 5
  std::vector<LabelledFile> test;   ///< k < 5, the official test set

  /// Looks at names only. Both parts are sorted by k, digit and speaker, so that the last files of
  /// the training set hold every digit of every speaker. Throws ConfigError when there is no such
  /// folder, a part is empty, or a .wav file is named otherwise.
  explicit SpokenDigits(const std::filesystem::path& folder);
};

/// The recordings of one part, named and sorted likewise. Throws ConfigError where there are none.
std::vector<LabelledFile> find_spoken_digits(const std::filesystem::path& folder, DataPart part);

}  // namespace meniscus
