#include "sim/io/sonata_config.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/json.hpp"

namespace meniscus {

namespace {

using nlohmann::json;

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// One of the two files, with its manifest.
class ConfigFile {
 public:
  explicit ConfigFile(const std::filesystem::path& file) : file_(file), root_(read_json(file)) {
    if (!root_.is_object()) fail("expected an object");
    for (const auto& [name, value] : section("manifest").items()) {
      variables_[name] = text_of(value);
    }
  }

  const json& root() const { return root_; }

  /// An object by its key; empty if the key is missing.
  const json& section(const std::string& key) const {
    if (!root_.contains(key)) return nothing_;
    if (!root_[key].is_object()) fail(fmt::format("{}: expected an object", key));
    return root_[key];
  }

  double number(const json& object, const std::string& key, const std::string& where) const {
    if (!object.is_object() || !object.contains(key) || !object[key].is_number()) {
      fail(fmt::format("{}.{}: expected a number", where, key));
    }
    const double value = object[key].get<double>();
    if (!std::isfinite(value)) fail(fmt::format("{}.{}: expected a finite number", where, key));
    return value;
  }

  /// A path with the variables of the manifest replaced; beside this file if it is relative.
  std::filesystem::path path(const json& object, const std::string& key,
                             const std::string& where) const {
    if (!object.is_object() || !object.contains(key) || !object[key].is_string()) {
      fail(fmt::format("{}.{}: expected the name of a file", where, key));
    }
    const std::filesystem::path path = replaced(object[key].get<std::string>());
    return (path.is_absolute() ? path : file_.parent_path() / path).lexically_normal();
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw ConfigError(fmt::format("{}: {}", file_.string(), message));
  }

 private:
  /// Variables may hold others; as many rounds as there are variables suffice unless they go round.
  std::string replaced(std::string text) const {
    for (std::size_t round = 0; round <= variables_.size(); ++round) {
      const std::size_t at = text.find('$');
      if (at == std::string::npos) return text;
      const std::string name = text.substr(at, text.find('/', at) - at);
      std::string key = name;  // ${NAME} is $NAME
      std::erase_if(key, [](char c) { return c == '{' || c == '}'; });
      const auto found = variables_.find(key);
      if (found == variables_.end()) fail(fmt::format("manifest: doesn't say what {} is", name));
      text.replace(at, name.size(), found->second);
    }
    fail("manifest: a variable holds itself");
  }

  std::filesystem::path file_;
  json root_;
  json nothing_ = json::object();
  std::map<std::string, std::string> variables_;
};

SonataNodeSet node_set_of(const json& object) {
  SonataNodeSet set;
  for (const auto& [key, value] : object.items()) {
    std::vector<std::string> values;
    if (value.is_array()) {
      for (const json& each : value) values.push_back(text_of(each));
    } else {
      values.push_back(text_of(value));
    }
    set.properties.emplace_back(key, std::move(values));
  }
  return set;
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : simulation_(file), circuit_(circuit(file)) {}

  SonataConfig read() {
    const json& run = simulation_.section("run");
    config_.duration = simulation_.number(run, "tstop", "run");
    config_.tick = simulation_.number(run, "dt", "run");
    if (config_.duration <= 0.0 || config_.tick <= 0.0) {
      simulation_.fail("run: expected tstop and dt > 0");
    }
    read_networks();
    const json& components = circuit_.section("components");
    for (const auto& [key, folder] :
         {std::pair{"synaptic_models_dir", &config_.synapse_parameters},
          std::pair{"point_neuron_models_dir", &config_.neuron_parameters}}) {
      if (components.contains(key)) *folder = circuit_.path(components, key, "components");
    }
    for (const auto& [name, input] : simulation_.section("inputs").items()) {
      read_input(name, input);
    }
    for (const auto& [name, report] : simulation_.section("reports").items()) {
      config_.dropped.push_back(fmt::format("report {}", name));
    }
    for (const auto& [name, value] : simulation_.section("conditions").items()) {
      config_.dropped.push_back(fmt::format("condition {} {}", name, text_of(value)));
    }
    return std::move(config_);
  }

 private:
  ConfigFile circuit(const std::filesystem::path& file) const {
    if (simulation_.root().contains("networks")) return simulation_;
    if (simulation_.root().contains("network")) {
      return ConfigFile(simulation_.path(simulation_.root(), "network", "config"));
    }
    return ConfigFile(file.parent_path() / "circuit_config.json");
  }

  void read_networks() {
    const json& networks = circuit_.section("networks");
    const auto read = [&](const std::string& key, const std::string& kind,
                          std::vector<SonataFiles>& files) {
      if (!networks.contains(key)) return;
      const std::string where = "networks." + key;
      if (!networks[key].is_array()) circuit_.fail(where + ": expected a list");
      for (const json& entry : networks[key]) {
        if (entry.is_object() && entry.contains("enabled") && entry["enabled"] == false) continue;
        files.push_back({circuit_.path(entry, kind + "s_file", where),
                         circuit_.path(entry, kind + "_types_file", where)});
      }
    };
    read("nodes", "node", config_.nodes);
    read("edges", "edge", config_.edges);
    if (config_.nodes.empty()) circuit_.fail("networks.nodes: expected at least one pair of files");
  }

  SonataNodeSet node_set(const std::string& where, const json& input) const {
    if (!input.contains("node_set")) simulation_.fail(where + ": expected a node_set");
    const json& value = input["node_set"];
    if (value.is_object()) return node_set_of(value);
    const std::string name = text_of(value);
    if (simulation_.root().contains("node_sets_file")) {
      const json sets = read_json(simulation_.path(simulation_.root(), "node_sets_file", "config"));
      if (sets.is_object() && sets.contains(name) && sets[name].is_object()) {
        return node_set_of(sets[name]);
      }
    }
    return {{{"population", {name}}}};  // BMTK lets a population stand for its nodes
  }

  void read_input(const std::string& name, const json& input) {
    const std::string where = "inputs." + name;
    const std::string type = input.is_object() ? input.value("input_type", json()).dump() : "";
    if (type == "\"spikes\"") {
      config_.inputs.push_back({.name = name,
                                .is_current = false,
                                .file = simulation_.path(input, "input_file", where),
                                .nodes = node_set(where, input)});
    } else if (type == "\"current_clamp\"") {
      const double start = simulation_.number(input, "delay", where);
      const double duration = simulation_.number(input, "duration", where);
      if (start < 0.0 || duration <= 0.0) {
        simulation_.fail(where + ": expected a delay >= 0 and a duration > 0");
      }
      config_.inputs.push_back({.name = name,
                                .is_current = true,
                                .file = {},
                                .nodes = node_set(where, input),
                                .amplitude = simulation_.number(input, "amp", where),
                                .start = start,
                                .stop = start + duration});
    } else {
      config_.dropped.push_back(fmt::format("input {}, of type {}", name, type));
    }
  }

  ConfigFile simulation_, circuit_;
  SonataConfig config_;
};

}  // namespace

SonataConfig read_sonata_config(const std::filesystem::path& file) { return Reader(file).read(); }

bool is_sonata_config(const std::filesystem::path& file) {
  const nlohmann::json root = read_json(file);
  return root.is_object() && root.contains("run");
}

std::map<std::string, double> read_sonata_parameters(const std::filesystem::path& file) {
  const nlohmann::json root = read_json(file);
  if (!root.is_object()) throw ConfigError(fmt::format("{}: expected an object", file.string()));
  std::map<std::string, double> parameters;
  for (const auto& [name, value] : root.items()) {
    if (value.is_number()) parameters[name] = value.get<double>();
  }
  return parameters;
}

}  // namespace meniscus
