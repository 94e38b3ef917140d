#include "tests/validation/config_network.hpp"

#include "models/catalogue.hpp"
#include "sim/config/override.hpp"
#include "sim/config/source.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/read_specification.hpp"

namespace meniscus {

Network config_network(const std::string& config, std::uint64_t seed,
                       const std::vector<std::string>& overrides) {
  Node root = load_yaml(MENISCUS_SOURCE_DIR "/configs/" + config);
  apply_override(root, "seed=" + std::to_string(seed));
  for (const std::string& text : overrides) apply_override(root, text);
  Catalogue catalogue;
  add_models(catalogue);
  Specification specification = read_specification(root, catalogue);
  draw_projections(specification);
  return assemble(specification);
}

}  // namespace meniscus
