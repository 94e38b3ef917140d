#pragma once

// The one door to nlohmann-json.
#include <filesystem>
#include <nlohmann/json.hpp>

namespace meniscus {

/// The value in a JSON file of at most 64 MiB. Throws ConfigError with file, line and column.
nlohmann::json read_json(const std::filesystem::path& file);

}  // namespace meniscus
