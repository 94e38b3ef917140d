#include "sim/io/sonata_network.hpp"

#include <algorithm>
#include <limits>
#include <sstream>
#include <string_view>

#include "sim/config/text_file.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/table_file.hpp"

namespace meniscus {

namespace {

/// The fields of a line, separated by blanks; quotes keep blanks together.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  bool quoted = false, open = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const bool blank = !quoted && (c == ' ' || c == '\t' || c == '\r');
    if (!blank && !open) fields.emplace_back();
    open = !blank;
    if (open && c != '"') fields.back() += c;
  }
  return fields;
}

SonataTypes read_types(const std::filesystem::path& file, const std::string& key) {
  std::istringstream text(read_text_file(file));
  std::vector<std::string> names;
  SonataTypes types;
  int number = 0;
  const auto fail = [&](const std::string& message) {
    throw ConfigError(fmt::format("{}:{}: {}", file.string(), number, message));
  };
  for (std::string line; std::getline(text, line);) {
    ++number;
    const std::vector<std::string> fields = fields_of(line);
    if (fields.empty()) continue;
    if (names.empty()) {
      names = fields;
      if (std::ranges::find(names, key) == names.end()) fail("expected a column " + key);
      continue;
    }
    if (fields.size() != names.size()) {
      fail(fmt::format("expected {} values, got {}", names.size(), fields.size()));
    }
    std::map<std::string, std::string> row;
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (fields[k] != "NULL") row[names[k]] = fields[k];
    }
    const auto id = number_of<std::uint64_t>(row[key]);
    if (!id) fail(fmt::format("{}: expected a whole number >= 0, got \"{}\"", key, row[key]));
    types[*id] = row;
  }
  return types;
}

/// Datasets of one population in a file.
class PopulationReader {
 public:
  PopulationReader(const Hdf5File& file, std::string group)
      : file_(file), group_(std::move(group)) {}

  bool has(const std::string& name) const { return file_.contains(group_ + "/" + name); }

  [[noreturn]] void fail(const std::string& name, const std::string& message) const {
    throw ConfigError(fmt::format("{}: {}/{}: {}", file_.name(), group_, name, message));
  }

  std::vector<std::uint64_t> ids(const std::string& name) const {
    if (!has(name)) fail(name, "expected this dataset");
    const std::string path = group_ + "/" + name;
    if (!file_.type(path).starts_with('i')) return file_.read<std::uint64_t>(path);
    const auto values = file_.read<std::int64_t>(path);
    for (const std::int64_t value : values) {
      if (value < 0) fail(name, fmt::format("expected numbers >= 0, got {}", value));
    }
    return {values.begin(), values.end()};
  }

  void require_size(const std::string& name, std::size_t got, std::size_t wanted) const {
    if (got != wanted) fail(name, fmt::format("expected {} values, got {}", wanted, got));
  }

  std::string population_of(const std::string& name) const {
    if (!file_.has_attribute(group_ + "/" + name, "node_population")) {
      fail(name, "expected an attribute node_population");
    }
    return file_.read_text_attribute(group_ + "/" + name, "node_population");
  }

  std::vector<std::string> group_names() const {
    std::vector<std::string> names = file_.names(group_);
    std::erase_if(names, [](const std::string& n) { return !number_of<std::uint64_t>(n); });
    return names;
  }

  std::vector<std::string> columns(const std::string& group) const {
    return file_.names(group_ + "/" + group);
  }

  std::vector<double> numbers(const std::string& name) const {
    const std::string path = group_ + "/" + name;
    if (file_.type(path).starts_with('f')) return file_.read<double>(path);
    const std::vector<std::uint64_t> whole = ids(name);
    return {whole.begin(), whole.end()};
  }

 private:
  const Hdf5File& file_;
  std::string group_;
};

/// Which row of which group an edge's own values stand in.
struct GroupPlaces {
  std::vector<std::uint64_t> group, row;
};

/// A column of the groups, edge by edge; NaN where an edge's group hasn't it.
std::vector<double> column(const PopulationReader& reader, const GroupPlaces& places,
                           const std::string& name) {
  std::vector<double> values(places.group.size(), std::numeric_limits<double>::quiet_NaN());
  for (const std::string& group : reader.group_names()) {
    const std::string path = group + "/" + name;
    if (!reader.has(path)) continue;
    const auto id = *number_of<std::uint64_t>(group);
    const std::vector<double> stored = reader.numbers(path);
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (places.group[k] != id) continue;
      if (places.row[k] >= stored.size()) {
        reader.fail(path, fmt::format("expected a row {}, as edge {} says", places.row[k], k));
      }
      values[k] = stored[places.row[k]];
    }
  }
  return values;
}

void require_types(const PopulationReader& reader, const std::string& name,
                   const std::vector<std::uint64_t>& ids, const SonataTypes& types) {
  for (const std::uint64_t id : ids) {
    if (!types.contains(id)) reader.fail(name, fmt::format("no type has the id {}", id));
  }
}

std::vector<std::string> populations_in(const Hdf5File& file, const std::string& kind) {
  if (!file.contains("/" + kind)) {
    throw ConfigError(fmt::format("{}: expected a group /{}", file.name(), kind));
  }
  return file.names("/" + kind);
}

}  // namespace

std::vector<SonataNodes> read_sonata_nodes(const SonataFiles& files) {
  const Hdf5File file(files.elements, Hdf5File::Mode::read);
  std::vector<SonataNodes> result;
  for (const std::string& population : populations_in(file, "nodes")) {
    const PopulationReader reader(file, "/nodes/" + population);
    SonataNodes nodes{
        population, reader.ids("node_type_id"), read_types(files.types, "node_type_id"), {}};
    require_types(reader, "node_type_id", nodes.type, nodes.types);
    if (reader.has("node_id")) {
      const std::vector<std::uint64_t> ids = reader.ids("node_id");
      reader.require_size("node_id", ids.size(), nodes.type.size());
      for (std::size_t k = 0; k < ids.size(); ++k) {
        if (ids[k] != k) reader.fail("node_id", fmt::format("expected {}, got {}", k, ids[k]));
      }
    }
    for (const std::string& group : reader.group_names()) {
      for (const std::string& name : reader.columns(group)) {
        nodes.dropped.push_back(fmt::format("{} of nodes of {}", name, population));
      }
    }
    result.push_back(std::move(nodes));
  }
  return result;
}

std::vector<SonataEdges> read_sonata_edges(const SonataFiles& files) {
  const Hdf5File file(files.elements, Hdf5File::Mode::read);
  std::vector<SonataEdges> result;
  for (const std::string& population : populations_in(file, "edges")) {
    const PopulationReader reader(file, "/edges/" + population);
    SonataEdges edges;
    edges.population = population;
    edges.types = read_types(files.types, "edge_type_id");
    edges.source_node = reader.ids("source_node_id");
    edges.target_node = reader.ids("target_node_id");
    edges.type = reader.ids("edge_type_id");
    edges.source = reader.population_of("source_node_id");
    edges.target = reader.population_of("target_node_id");
    const GroupPlaces places{reader.ids("edge_group_id"), reader.ids("edge_group_index")};
    const std::size_t count = edges.source_node.size();
    reader.require_size("target_node_id", edges.target_node.size(), count);
    reader.require_size("edge_type_id", edges.type.size(), count);
    reader.require_size("edge_group_id", places.group.size(), count);
    reader.require_size("edge_group_index", places.row.size(), count);
    require_types(reader, "edge_type_id", edges.type, edges.types);
    edges.weight = column(reader, places, "syn_weight");
    edges.delay = column(reader, places, "delay");
    edges.synapses = column(reader, places, "nsyns");
    for (const std::string& group : reader.group_names()) {
      for (const std::string& name : reader.columns(group)) {
        if (name == "syn_weight" || name == "delay" || name == "nsyns") continue;
        edges.dropped.push_back(fmt::format("{} of edges of {}", name, population));
      }
    }
    result.push_back(std::move(edges));
  }
  return result;
}

}  // namespace meniscus
