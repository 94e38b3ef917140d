#include "tools/model_options.hpp"

namespace meniscus {

void ModelOptions::add_to(CLI::App& command) {
  command.add_option("model", model, "model file (YAML)")->required();
  command.add_option("--set", overrides, "override a key, e.g. --set populations.exc.size=400")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command.add_option("--seed", seed, "seed of all random numbers");
}

std::vector<std::string> ModelOptions::all_overrides() const {
  std::vector<std::string> all = overrides;
  if (!seed.empty()) all.push_back("seed=" + seed);
  return all;
}

}  // namespace meniscus
