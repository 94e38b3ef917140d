#include "tests/validation/config_network.hpp"

#include <vector>

#include "models/catalogue.hpp"
#include "sim/config/model_source.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/read_specification.hpp"

namespace meniscus {

Network config_network(const std::string& config, std::uint64_t seed,
                       const std::vector<std::string>& overrides) {
  std::vector<std::string> all{"seed=" + std::to_string(seed)};
  all.insert(all.end(), overrides.begin(), overrides.end());
  const Node root = load_model(MENISCUS_SOURCE_DIR "/configs/" + config, all).root;
  Catalogue catalogue;
  add_models(catalogue);
  Specification specification = read_specification(root, catalogue);
  draw_projections(specification);
  return assemble(specification);
}

}  // namespace meniscus
