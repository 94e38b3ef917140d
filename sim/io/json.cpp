#include "sim/io/json.hpp"

#include <algorithm>
#include <string>

#include "sim/config/diagnostics.hpp"
#include "sim/config/text_file.hpp"

namespace meniscus {

nlohmann::json read_json(const std::filesystem::path& file) {
  const std::string text = read_text_file(file);
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    const auto line = 1 + std::count(text.begin(), end, '\n');
    Diagnostics diagnostics;
    diagnostics.error({file.string(), static_cast<int>(line), 0}, {}, "expected JSON");
    diagnostics.throw_if_any();
    throw;
  }
}

}  // namespace meniscus
