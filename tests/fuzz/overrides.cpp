#include "sim/config/override.hpp"

#include "sim/config/parameters.hpp"
#include "sim/config/source.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

namespace {

constexpr const char* model = R"(name: small
duration: 1 s
parameters: {n: 10, g: 2 mV}
populations:
  exc: {model: lif, size: "${n}", parameters: &cell {tau_m: 20 ms}}
  inh: {model: lif, size: 5, parameters: *cell}
projections:
  - {from: exc, to: [exc, inh], weight: "${g} * 2", delay: 1.5 ms}
record: {spikes: [exc, inh]}
)";

}  // namespace

// A line each: what follows --set. A tree that took them can be written and read again.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Node root = parse_yaml(model, "m.yaml");
  std::string text = text_in({data, size});
  allow_refusal("", [&] {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      apply_override(root, text.substr(0, end));
      text.erase(0, end + 1);
    }
    require(parse_yaml(to_yaml(root), "again.yaml") == root, "another tree when written and read");
    Budget budget;
    resolve_parameters(root, budget);
    require(parse_yaml(to_yaml(root), "again.yaml") == root, "another tree once resolved");
  });
  return 0;
}

}  // namespace meniscus
