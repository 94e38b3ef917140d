#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace meniscus {

/// `text` with the only occurrence of `from` replaced.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
    throw std::invalid_argument("not exactly once: " + std::string(from));
  return text.replace(at, from.size(), to);
}

}  // namespace meniscus
