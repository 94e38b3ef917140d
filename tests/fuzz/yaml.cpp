#include "models/catalogue.hpp"
#include "plasticity/catalogue.hpp"
#include "sim/config/parameters.hpp"
#include "sim/config/source.hpp"
#include "sim/experiment/read_specification.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

namespace {

Catalogue everything() {
  Catalogue catalogue;
  add_models(catalogue);
  add_plasticity(catalogue);
  return catalogue;
}

/// Whether a model would read files or ask for more neurons than can be read in no time.
bool is_small(const Node& node) {
  for (const char* key : {"file", "path"}) {
    if (node.find(key) != nullptr) return false;
  }
  if (const Node* set = node.find("set"); set != nullptr && set->text().ends_with("mnist"))
    return false;  // fashion_mnist may be installed
  if ((node.key() == "size" || node.path().find("grid") != std::string::npos) &&
      node.text().size() > 4)
    return false;
  for (const Node& child : node.children()) {
    if (!is_small(child)) return false;
  }
  return true;
}

}  // namespace

// A model file up to the specification: complaints only, and a tree that survives writing.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Catalogue catalogue = everything();
  allow_refusal("m.yaml", [&] {
    Node root = parse_yaml(text_in({data, size}), "m.yaml");
    require(parse_yaml(to_yaml(root), "again.yaml") == root, "another tree when written and read");
    Budget budget;
    resolve_parameters(root, budget);
    root.locate("");
    if (is_small(root)) read_specification(root, catalogue);
  });
  return 0;
}

}  // namespace meniscus
