// The formats that `meniscus convert` knows and the ways between them.

#include <algorithm>
#include <array>
#include <utility>

#include "sim/core/format.hpp"
#include "sim/io/nwb.hpp"
#include "sim/io/output_file.hpp"
#include "sim/io/sonata_config.hpp"
#include "sim/io/sonata_model.hpp"
#include "sim/io/spike_file.hpp"
#include "sim/io/spike_text.hpp"
#include "tools/convert.hpp"
#include "tools/convert_nir.hpp"

namespace meniscus {

namespace {

/// Spikes as a file gives them, and what is to be said about that.
struct ReadSpikes {
  SpikeFile file;
  PreparedConversion conversion;  ///< without `write`
};

ReadSpikes read_spikes(const ConversionRequest& request) {
  ReadSpikes result{read_spike_file(request.input, request.populations), {}};
  std::vector<std::string>& notes = result.conversion.notes;
  for (const PopulationSpikes& p : result.file.populations) {
    notes.push_back(fmt::format("{}: {} spikes of {} neurons", p.name, p.times.size(), p.size));
  }
  if (result.file.has_samples) {
    notes.push_back("samples of a classification: one after the other, as they were recorded");
  }
  return result;
}

/// Sizes that had to be guessed.
void add_unknown_sizes(ReadSpikes& spikes) {
  for (const PopulationSpikes& p : spikes.file.populations) {
    if (p.size_is_known) continue;
    spikes.conversion.losses.push_back(
        fmt::format("approximated: the file doesn't say how many neurons {} has: {}, up to the "
                    "last that spikes",
                    p.name, p.size));
  }
}

PreparedConversion spikes_to_gdf(const ConversionRequest& request) {
  ReadSpikes spikes = read_spikes(request);
  const std::vector<std::uint64_t> offsets = gdf_offsets(spikes.file);
  if (offsets.size() > 1) add_unknown_sizes(spikes);
  for (std::size_t p = 0; p < offsets.size(); ++p) {
    const PopulationSpikes& population = spikes.file.populations[p];
    spikes.conversion.notes.push_back(
        fmt::format("{}: neuron i has id {} + i, up to {}", population.name, offsets[p],
                    offsets[p] + std::max<std::uint64_t>(population.size, 1) - 1));
  }
  spikes.conversion.write = [file = std::move(spikes.file)](const std::filesystem::path& name) {
    write_gdf(file, name);
  };
  return std::move(spikes.conversion);
}

PreparedConversion spikes_to_csv(const ConversionRequest& request) {
  ReadSpikes spikes = read_spikes(request);
  spikes.conversion.write = [file = std::move(spikes.file)](const std::filesystem::path& name) {
    write_spike_csv(file, name);
  };
  return std::move(spikes.conversion);
}

PreparedConversion spikes_to_nwb(const ConversionRequest& request) {
  ReadSpikes spikes = read_spikes(request);
  add_unknown_sizes(spikes);
  std::vector<std::string>& losses = spikes.conversion.losses;
  for (const PopulationSpikes& p : spikes.file.populations) {
    if (p.duration_is_known) continue;
    losses.push_back(
        fmt::format("approximated: the file doesn't say how long {} was recorded: "
                    "until its last spike, {} ms",
                    p.name, p.duration));
  }
  if (spikes.file.started.empty()) {
    losses.push_back(
        fmt::format("approximated: the file doesn't say when it was made: {}", unknown_start));
  }
  require_nwb_size(spikes.file);
  spikes.conversion.write = [file = std::move(spikes.file)](const std::filesystem::path& name) {
    write_nwb(file, name);
  };
  return std::move(spikes.conversion);
}

PreparedConversion sonata_to_model(const ConversionRequest& request) {
  const std::string edge_file = request.output.stem().string() + ".edges.h5";
  ImportedModel model = import_sonata(request.input, edge_file);
  PreparedConversion conversion;
  conversion.notes = std::move(model.notes);
  conversion.losses = std::move(model.losses);
  conversion.notes.push_back(fmt::format("{} synapses in {}", synapses_of(model.edges), edge_file));
  const std::filesystem::path edges = request.output.parent_path() / edge_file;
  conversion.write = [model = std::move(model), edges,
                      overwrite = request.overwrite](const std::filesystem::path& name) {
    OutputFile output(edges, overwrite);
    write_imported_edges(model.edges, output.temporary_name());
    write_text_file(model.yaml, name);
    output.commit();
  };
  return conversion;
}

}  // namespace

std::span<const FileFormat> file_formats() {
  static const std::array formats{
      FileFormat{"spikes", {".h5", ".hdf5"}, "a result's spikes, SONATA layout", is_spike_file},
      FileFormat{"gdf", {".gdf"}, "spikes as NEST wrote them: id, time in ms"},
      FileFormat{"nwb", {".nwb"}, "spikes as Units of Neurodata Without Borders 2"},
      FileFormat{"sonata", {".json"}, "a SONATA network: simulation_config.json", is_sonata_config},
      FileFormat{"model", {".yaml", ".yml"}, "a model file, and its synapses beside it in HDF5"},
      FileFormat{"csv", {".csv"}, "spikes: time_ms,population,neuron"},
      FileFormat{"nir", {".nir"}, "a graph of the Neuromorphic Intermediate Representation"},
  };
  return formats;
}

std::span<const Conversion> conversions() {
  static constexpr std::array ways{
      Conversion{"spikes", "gdf", spikes_to_gdf}, Conversion{"spikes", "csv", spikes_to_csv},
      Conversion{"spikes", "nwb", spikes_to_nwb}, Conversion{"sonata", "model", sonata_to_model},
      Conversion{"nir", "model", nir_to_model},   Conversion{"model", "nir", model_to_nir},
  };
  return ways;
}

}  // namespace meniscus
