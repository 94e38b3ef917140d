#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/core/units.hpp"
#include "sim/network/synapse_list.hpp"

namespace meniscus {

/// What edges read from a file have to agree with.
struct EdgeFileContext {
  std::uint32_t sources = 0;  ///< neurons of the source population
  std::uint32_t targets = 0;  ///< neurons of the target population
  Unit weight;                ///< of weights onto the channel
};

/// Edges from a table of text (.csv) or HDF5 (.h5, .hdf5), by the file's name.
///
/// Text: comma-separated; the first line names the columns, `source` and `target` and perhaps
/// `weight` and `delay` with their unit, e.g. `source,target,weight [mV],delay [ms]`, in any order.
/// Empty lines and lines that begin with # are skipped. Neurons count from 0 in their population.
///
/// HDF5: the datasets source, target and perhaps weight and delay of `group`, of one length, the
/// units in an attribute `units`; or row_begin in place of source (the edges of source i are
/// row_begin[i] … row_begin[i + 1] - 1), as results hold learned weights.
///
/// Throws ConfigError with file, line and column (HDF5: dataset and index) of up to 20 wrong
/// values; IoError for a damaged HDF5 file.
EdgeList read_edge_file(const std::filesystem::path& file, const std::string& group,
                        const EdgeFileContext& context);

}  // namespace meniscus
