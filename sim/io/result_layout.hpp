#pragma once

#include <cstdint>

#include "sim/io/hdf5.hpp"

namespace meniscus {

/// The layout of results as this program writes it, told by their root attribute `layout_version`.
///   1: up to /provenance, without the two below
///   2: adds /readout and /provenance/{folder, model}
/// It counts up when a reader of the older layout would miss or misread something.
inline constexpr std::uint32_t layout_version = 2;

/// The oldest layout that is still read.
inline constexpr std::uint32_t oldest_layout_version = 1;

/// The layout of a result. Throws ConfigError where the file doesn't tell it, so that it is no
/// result, and for a layout that this program can't read.
std::uint32_t require_result_layout(const Hdf5File& file);

/// The same, but lets pass files of other programs, which tell none.
void refuse_unknown_layout(const Hdf5File& file);

}  // namespace meniscus
