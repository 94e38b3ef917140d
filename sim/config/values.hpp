#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"
#include "sim/core/field.hpp"

namespace meniscus {

// Each reads one value. What can't be used is recorded in the diagnostics and replaced by something
// harmless, so that reading goes on and every error of a file is found in one pass.

/// A quantity in its coherent unit (quantity.hpp).
double read_quantity(const Node& node, const Unit& unit, const Range& range,
                     Diagnostics& diagnostics);

/// A list of quantities; a single one is a mistake.
std::vector<double> read_quantities(const Node& node, const Unit& unit, const Range& range,
                                    Diagnostics& diagnostics);

/// A whole number from `low` to `high`, written in plain decimal digits.
std::int64_t read_integer(const Node& node, std::int64_t low, std::int64_t high,
                          Diagnostics& diagnostics);

/// true or false, and no other spelling.
bool read_bool(const Node& node, Diagnostics& diagnostics);

/// A text, in quotes or not.
std::string read_string(const Node& node, Diagnostics& diagnostics);

/// A list of texts; a single text is a list of one.
std::vector<std::string> read_strings(const Node& node, Diagnostics& diagnostics);

/// One of `choices`; `what` is the word for them in messages ("neuron model"). Else choices[0].
std::string read_choice(const Node& node, std::span<const std::string_view> choices,
                        std::string_view what, Diagnostics& diagnostics);

/// Indices below `size`: "0..9" (both ends included), a single index, a list of both such as
/// [0, 3, 10..19] without repetitions, or "all". In the order written.
std::vector<std::uint32_t> read_index_range(const Node& node, std::uint32_t size,
                                            Diagnostics& diagnostics);

}  // namespace meniscus
