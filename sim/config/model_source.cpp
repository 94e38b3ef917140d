#include "sim/config/model_source.hpp"

#include "sim/config/include.hpp"
#include "sim/config/override.hpp"
#include "sim/config/parameters.hpp"

namespace meniscus {

ModelSource load_model(const std::filesystem::path& path, std::span<const std::string> overrides) {
  Budget budget;
  std::vector<std::filesystem::path> included;
  Node root = load_with_includes(path, budget, included);
  for (const std::string& text : overrides) apply_override(root, text);
  resolve_parameters(root, budget);
  return {std::move(root), std::move(included)};
}

}  // namespace meniscus
