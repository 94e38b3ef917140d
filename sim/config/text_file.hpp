#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace meniscus {

/// The bytes of a file of at most 64 MiB. Throws ConfigError that says why it can't be read.
std::string read_text_file(const std::filesystem::path& path);

/// Throws ConfigError unless `text` is UTF-8 (RFC 3629) without control characters other than tab
/// and line ends. `name` stands for the file; `has_lines`: the place tells line and column.
void check_text(std::string_view text, const std::string& name, bool has_lines);

}  // namespace meniscus
