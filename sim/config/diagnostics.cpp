#include "sim/config/diagnostics.hpp"

#include <algorithm>
#include <tuple>

#include "sim/core/format.hpp"

namespace meniscus {

void Diagnostics::error(const Node& node, std::string message, std::string hint) {
  if (!node.formula().empty()) {
    message += fmt::format(", computed from \"{}\"", shortened(node.formula()));
  }
  error(node.place(), node.path(), std::move(message), std::move(hint));
}

void Diagnostics::error(Place place, std::string path, std::string message, std::string hint) {
  diagnostics_.push_back({std::move(place), std::move(path), std::move(message), std::move(hint)});
}

void Diagnostics::throw_if_any() const {
  if (empty()) return;
  std::vector<Diagnostic> sorted = diagnostics_;
  std::ranges::stable_sort(sorted, {}, [](const Diagnostic& d) {
    return std::make_tuple(d.place.file, d.place.line, d.place.column);
  });
  throw ConfigError(std::move(sorted));
}

}  // namespace meniscus
