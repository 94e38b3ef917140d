#include "sim/io/edge_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/result_layout.hpp"
#include "sim/io/table_file.hpp"

namespace meniscus {

namespace {

constexpr std::string_view column_names[] = {"source", "target", "weight", "delay"};

/// What is wrong with a neuron's number; "" if nothing is.
std::string id_complaint(std::optional<std::int64_t> id, std::uint32_t size, std::string_view which,
                         std::string_view text) {
  if (id && *id >= 0 && *id < std::int64_t{size}) return {};
  return fmt::format("expected a {} from 0 to {}, got {}", which, std::int64_t{size} - 1, text);
}

/// What is wrong with a weight or a delay; "" if nothing is.
std::string value_complaint(std::optional<double> value, bool is_delay, std::string_view text) {
  if (value && std::isfinite(*value) && (!is_delay || *value > 0.0)) return {};
  return fmt::format("expected a {}, got {}", is_delay ? "delay > 0" : "weight", text);
}

/// The columns of a table of text and what is in them.
class EdgeTableReader {
 public:
  EdgeTableReader(const std::filesystem::path& file, const EdgeFileContext& context)
      : table_(file), context_(context) {}

  EdgeList read() {
    table_.read([this](std::span<const Cell> cells) { read_names(cells); },
                [this](std::span<const Cell> cells) { read_row(cells); });
    return std::move(edges_);
  }

 private:
  void read_names(std::span<const Cell> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto [name, unit] = column_name(cells[i].text);
      const auto* known = std::ranges::find(column_names, name);
      if (known == std::end(column_names)) {
        table_.error(cells[i], fmt::format("no column is called \"{}\"", name),
                     suggestion_text(name, column_names));
        continue;
      }
      const auto column = static_cast<std::size_t>(known - column_names);
      if (place_[column]) table_.error(cells[i], fmt::format("a second column {}", name));
      place_[column] = i;
      if (column >= 2) read_unit(cells[i], unit, column == 2 ? context_.weight : unit::ms, column);
    }
    for (const std::size_t column : {0u, 1u}) {
      if (place_[column]) continue;
      table_.error(cells[0], fmt::format("missing column {}", column_names[column]));
    }
  }

  void read_unit(const Cell& cell, std::string_view written, const Unit& unit, std::size_t column) {
    try {
      scale_[column] = scale_of(written, unit);
    } catch (const ConfigError& error) {
      table_.error(cell, error.what(),
                   fmt::format("write {} [{}]", column_names[column], unit.symbol));
    }
  }

  void read_row(std::span<const Cell> cells) {
    edges_.source.push_back(neuron(cells[*place_[0]], context_.sources, "source"));
    edges_.target.push_back(neuron(cells[*place_[1]], context_.targets, "target"));
    if (place_[2]) edges_.weight.push_back(value(cells[*place_[2]], 2));
    if (place_[3]) edges_.delay.push_back(value(cells[*place_[3]], 3));
  }

  std::uint32_t neuron(const Cell& cell, std::uint32_t size, std::string_view which) {
    const auto id = number_of<std::int64_t>(cell.text);
    const std::string complaint = id_complaint(id, size, which, fmt::format("\"{}\"", cell.text));
    if (complaint.empty()) return static_cast<std::uint32_t>(*id);
    table_.error(cell, complaint);
    return 0;
  }

  double value(const Cell& cell, std::size_t column) {
    const auto read = number_of<double>(cell.text);
    const std::string complaint =
        value_complaint(read, column == 3, fmt::format("\"{}\"", cell.text));
    if (complaint.empty()) return *read * scale_[column];
    table_.error(cell, complaint);
    return 1.0;
  }

  TableFile table_;
  EdgeFileContext context_;
  std::optional<std::size_t> place_[4];
  double scale_[4] = {1.0, 1.0, 1.0, 1.0};
  EdgeList edges_;
};

/// The datasets of a group.
class EdgeGroupReader {
 public:
  EdgeGroupReader(const std::filesystem::path& file, const std::string& group,
                  const EdgeFileContext& context)
      : file_(file, Hdf5File::Mode::read), group_(group == "/" ? "" : group), context_(context) {
    refuse_unknown_layout(file_);
  }

  EdgeList read() const {
    EdgeList edges;
    const bool in_rows = file_.contains(path("row_begin"));
    const auto targets = whole_numbers("target");
    const auto sources = in_rows ? sources_of_rows(targets.size()) : whole_numbers("source");
    edges.source = neurons("source", sources, context_.sources);
    edges.target = neurons("target", targets, context_.targets);
    require_size("source", sources.size(), targets.size());
    edges.weight = values("weight", context_.weight, targets.size());
    edges.delay = values("delay", unit::ms, targets.size());
    return edges;
  }

 private:
  std::string path(std::string_view name) const { return fmt::format("{}/{}", group_, name); }

  [[noreturn]] void fail(std::string_view dataset, std::string_view message) const {
    throw ConfigError(fmt::format("{}: {}: {}", file_.name(), path(dataset), message));
  }

  void require_size(std::string_view dataset, std::size_t size, std::size_t wanted) const {
    if (size == wanted) return;
    fail(dataset, fmt::format("expected {} values as in target, got {}", wanted, size));
  }

  std::vector<std::int64_t> whole_numbers(std::string_view dataset) const {
    if (!file_.contains(path(dataset))) fail(dataset, "expected this dataset");
    if (file_.type(path(dataset)) != "u64") return file_.read<std::int64_t>(path(dataset));
    const auto read = file_.read<std::uint64_t>(path(dataset));
    return {read.begin(), read.end()};  // beyond 2^63: negative, so refused
  }

  std::vector<std::int64_t> sources_of_rows(std::size_t edges) const {
    const auto begin = whole_numbers("row_begin");
    if (begin.size() != context_.sources + std::size_t{1}) {
      fail("row_begin",
           fmt::format("expected {} values for {} sources, got {}",
                       context_.sources + std::size_t{1}, context_.sources, begin.size()));
    }
    if (begin.front() != 0 || begin.back() != static_cast<std::int64_t>(edges) ||
        !std::ranges::is_sorted(begin)) {
      fail("row_begin", fmt::format("expected values that ascend from 0 to {}", edges));
    }
    std::vector<std::int64_t> sources;
    for (std::size_t row = 0; row + 1 < begin.size(); ++row) {
      sources.insert(sources.end(), static_cast<std::size_t>(begin[row + 1] - begin[row]),
                     static_cast<std::int64_t>(row));
    }
    return sources;
  }

  std::vector<std::uint32_t> neurons(std::string_view dataset, std::span<const std::int64_t> ids,
                                     std::uint32_t size) const {
    std::vector<std::uint32_t> result;
    result.reserve(ids.size());
    for (std::size_t k = 0; k < ids.size(); ++k) {
      const std::string complaint = id_complaint(ids[k], size, dataset, fmt::format("{}", ids[k]));
      if (!complaint.empty()) fail(fmt::format("{}[{}]", dataset, k), complaint);
      result.push_back(static_cast<std::uint32_t>(ids[k]));
    }
    return result;
  }

  std::vector<double> values(std::string_view dataset, const Unit& unit, std::size_t size) const {
    if (!file_.contains(path(dataset))) return {};
    auto result = file_.read<double>(path(dataset));
    require_size(dataset, result.size(), size);
    const bool has_unit = file_.has_attribute(path(dataset), "units");
    const std::string written =
        has_unit ? file_.read_text_attribute(path(dataset), "units") : std::string();
    double scale = 1.0;
    try {
      scale = scale_of(written, unit);
    } catch (const ConfigError& error) {
      fail(dataset, fmt::format("attribute units: {}", error.what()));
    }
    for (std::size_t k = 0; k < result.size(); ++k) {
      const std::string complaint =
          value_complaint(result[k], dataset == "delay", fmt::format("{}", result[k]));
      if (!complaint.empty()) fail(fmt::format("{}[{}]", dataset, k), complaint);
      result[k] *= scale;
    }
    return result;
  }

  Hdf5File file_;
  std::string group_;
  EdgeFileContext context_;
};

}  // namespace

EdgeList read_edge_file(const std::filesystem::path& file, const std::string& group,
                        const EdgeFileContext& context) {
  const std::string extension = file.extension().string();
  if (extension == ".csv") return EdgeTableReader(file, context).read();
  if (extension != ".h5" && extension != ".hdf5") {
    throw ConfigError(
        fmt::format("{}: expected a file .csv, .h5 or .hdf5 by its name", file.string()));
  }
  return EdgeGroupReader(file, group, context).read();
}

}  // namespace meniscus
