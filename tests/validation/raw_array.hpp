#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

#include "sim/core/error.hpp"

namespace meniscus {

/// Writes numbers as they lie in memory (little-endian), for other simulators. Throws IoError.
template <class T>
void write_array(const std::filesystem::path& path, const std::vector<T>& values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
  if (!file.flush()) throw IoError("cannot write " + path.string());
}

}  // namespace meniscus
