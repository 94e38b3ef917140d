#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace meniscus {

/// Where a result has the weights of a projection: datasets row_begin, target and weight, as
/// `read_edge_file` reads them.
std::string weights_group(const std::string& projection);

/// The projections whose weights a result has stored. Throws ConfigError for what is no result, or
/// of a layout that can't be read, and where there are none.
std::vector<std::string> stored_projections(const std::filesystem::path& result);

/// Throws ConfigError as above, and for a projection that isn't among them, with the nearest name.
void require_stored_weights(const std::filesystem::path& result, const std::string& projection);

}  // namespace meniscus
