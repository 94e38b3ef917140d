#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/data_part.hpp"

namespace meniscus {

/// Samples for a trained readout in place of a model's data set, of its kind: what `data.path`
/// names, or one part of it, or single files.
struct NewData {
  std::filesystem::path path;
  DataPart part = DataPart::any;
  std::optional<std::size_t> count = {};      ///< the first ones only
  bool labelled = true;                       ///< else all labels are 0
  std::uint32_t classes = 0;                  ///< that the readout tells apart
  std::vector<std::string> class_names = {};  ///< of folders, in the order of the labels
};

}  // namespace meniscus
