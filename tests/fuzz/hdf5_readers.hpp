#pragma once

#include <memory>
#include <mutex>

#include "sim/io/edge_file.hpp"
#include "sim/io/file_checksum.hpp"
#include "sim/io/nir_graph.hpp"
#include "sim/io/nir_model.hpp"
#include "sim/io/result_reader.hpp"
#include "sim/io/sonata_network.hpp"
#include "sim/io/spike_file.hpp"
#include "sim/io/spike_lists.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

inline void read_result(const std::filesystem::path& file) {
  const ResultReader result(file);
  const std::string name = file.string();
  allow_refusal(name, [&] { result.spikes(); });
  allow_refusal(name, [&] { result.reports(); });
  allow_refusal(name, [&] { result.weights(); });
  allow_refusal(name, [&] { result.confusion(); });
  allow_refusal(name, [&] { result.accuracies(); });
  allow_refusal(name, [&] { result.sweep(); });
  allow_refusal(name, [&] { result.sample_begins(); });
}

inline void read_spikes(const std::filesystem::path& file) {
  is_spike_file(file);
  read_spike_file(file);
}

inline void read_edges(const std::filesystem::path& file) {
  const EdgeFileContext context{.sources = 3, .targets = 20, .weight = unit::mV};
  read_edge_file(file, "/edges", context);
}

inline void read_graph(const std::filesystem::path& file) {
  const NirNetwork network = nir_network(read_nir(file), {});
  nir_model_text(network, {}, {"graph", file.string(), "weights.h5"});
}

inline void read_lists(const std::filesystem::path& file) {
  const SpikeListFile lists(file, 700, std::make_shared<std::mutex>());
  for (std::size_t i = 0; i < lists.labels().size(); ++i) lists.spikes(i);
}

inline void read_network(const std::filesystem::path& file) {
  static constexpr std::string_view types =
      "node_type_id edge_type_id model_type\n1 1 point_neuron\n2 2 virtual\n";
  const FuzzedFile table({reinterpret_cast<const std::uint8_t*>(types.data()), types.size()},
                         "types.csv");
  allow_refusal(file.string(), [&] { read_sonata_nodes({file, table.path()}); });
  read_sonata_edges({file, table.path()});
}

/// One of all readers of HDF5; whatever refuses the file names it.
inline void read_hdf5(const std::filesystem::path& file, std::uint8_t choice) {
  constexpr void (*readers[])(const std::filesystem::path&) = {
      read_result, read_spikes, read_edges, read_graph, read_lists, read_network, verify_checksum};
  allow_refusal(file.string(), [&] { readers[choice % std::size(readers)](file); });
}

}  // namespace meniscus
