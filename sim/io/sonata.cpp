#include "sim/io/sonata.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

enum class Sorting : std::uint8_t { none = 0, by_id = 1, by_time = 2 };

void write_sorting(Hdf5File& file, const std::string& group, Sorting sorting) {
  const std::array<std::string, 3> members{"none", "by_id", "by_time"};
  file.write_enum_attribute(group, "sorting", members, static_cast<std::uint8_t>(sorting));
}

void require_pairs(const std::string& group, std::size_t times, std::size_t ids) {
  if (times != ids)
    throw std::invalid_argument(fmt::format("{}: {} times, {} ids", group, times, ids));
}

}  // namespace

void write_sonata_marks(Hdf5File& file) {
  file.write_attribute("/", "magic", std::uint32_t{0x0A7A});
  file.write_attribute("/", "version", std::array<std::uint32_t, 2>{0, 1});
}

void write_spikes(Hdf5File& file, const std::string& population,
                  std::span<const double> timestamps_ms, std::span<const std::uint64_t> node_ids) {
  const std::string group = "/spikes/" + population;
  require_pairs(group, timestamps_ms.size(), node_ids.size());
  std::vector<std::size_t> order(node_ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t k) { return std::pair(timestamps_ms[k], node_ids[k]); };
  if (!std::ranges::is_sorted(order, {}, key)) std::ranges::sort(order, {}, key);

  std::vector<double> times(order.size());
  std::vector<std::uint64_t> ids(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) std::tie(times[k], ids[k]) = key(order[k]);
  SpikeWriter(file, population, ids.size(), SpikeOrder::by_time).append(times, ids);
}

void write_extent(Hdf5File& file, const std::string& population, const SpikeExtent& extent) {
  const std::string group = "/spikes/" + population;
  file.write_attribute(group, "size", extent.size);
  file.write_attribute(group, "duration", extent.duration_ms);
}

SpikeWriter::SpikeWriter(Hdf5File& file, const std::string& population, std::uint64_t count,
                         SpikeOrder order)
    : group_("/spikes/" + population),
      timestamps_(file, group_ + "/timestamps", Hdf5Type::f64, {count}),
      node_ids_(file, group_ + "/node_ids", Hdf5Type::u64, {count}) {
  file.write_attribute(group_ + "/timestamps", "units", "ms");
  const bool sorted = count > 0 && order == SpikeOrder::by_time;
  write_sorting(file, group_, sorted ? Sorting::by_time : Sorting::none);
}

void SpikeWriter::append(std::span<const double> timestamps_ms,
                         std::span<const std::uint64_t> node_ids) {
  require_pairs(group_, timestamps_ms.size(), node_ids.size());
  timestamps_.append(timestamps_ms);
  node_ids_.append(node_ids);
}

std::string report_group(const Report& report) {
  return fmt::format("/report/{}.{}", report.population, report.variable);
}

void write_report(Hdf5File& file, const Report& report) {
  const std::size_t columns = report.node_ids.size();
  const std::size_t rows = columns == 0 ? 0 : report.values.size() / columns;
  file.write_rounded_matrix(report_group(report) + "/data", rows, columns, report.values);
  write_report_mapping(file, report);
}

void write_report_mapping(Hdf5File& file, const Report& report) {
  const std::size_t columns = report.node_ids.size();
  const std::string group = report_group(report);
  file.write_attribute(group + "/data", "units", report.unit);
  file.write_attribute(group, "population", report.population);
  file.write_attribute(group, "variable", report.variable);

  const std::string mapping = group + "/mapping/";
  file.write_vector(mapping + "node_ids", report.node_ids);
  const std::uint8_t sorted = std::ranges::is_sorted(report.node_ids) ? 1 : 0;
  file.write_attribute(mapping + "node_ids", "sorted", sorted);
  // One element per neuron: neuron k's columns are [index_pointers[k], index_pointers[k + 1]).
  std::vector<std::uint64_t> pointers(columns + 1);
  std::iota(pointers.begin(), pointers.end(), std::uint64_t{0});
  file.write_vector(mapping + "index_pointers", pointers);
  file.write_vector(mapping + "element_ids", std::vector<std::uint32_t>(columns, 0));
  file.write_vector(mapping + "time", std::array{report.start_ms, report.stop_ms, report.dt_ms});
  file.write_attribute(mapping + "time", "units", "ms");
}

}  // namespace meniscus
