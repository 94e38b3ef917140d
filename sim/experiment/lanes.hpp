#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/recorders.hpp"
#include "sim/experiment/report.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/learning/features.hpp"

namespace meniscus {

/// One part of a data set on its way through a network: samples first … first + count - 1 of
/// `source`; sample i has the id `first_id` + i, which names its random streams.
struct Split {
  const SampleSource* source = nullptr;
  std::size_t first = 0;
  std::size_t count = 0;
  std::uint32_t first_id = 0;
  std::string_view name = {};  ///< e.g. "train"

  std::uint32_t id(std::size_t i) const { return first_id + static_cast<std::uint32_t>(i); }
  Sample load(std::size_t i) const { return source->load(first + i, id(i)); }
};

/// What a network made of a split.
struct LiquidResponse {
  LabelledFeatures liquid;  ///< features of the liquid
  LabelledFeatures input;   ///< of the input lines; counts where the liquid's are potentials
  LabelledFeatures values;  ///< mean values in each window; no columns where samples have none
  std::uint64_t input_spikes = 0;
  std::uint64_t liquid_spikes = 0;
  std::uint64_t deliveries = 0;
  std::int64_t ticks = 0;  ///< of all samples
};

/// How samples go through a network.
struct Lanes {
  std::string stage;                         ///< told as progress
  std::vector<std::uint32_t> silenced = {};  ///< see SimulationOptions
  /// Takes the liquid's features of samples `first` … `last` - 1 when they are finished, in any
  /// order but one call at a time; may be empty.
  std::function<void(const LabelledFeatures&, std::size_t first, std::size_t last)> finished = {};
};

/// Runs every sample of a split through the network from its initial state; samples in parallel,
/// each with streams of its own, so that the result doesn't depend on the number of threads. Throws
/// Interrupted when the context says stop.
LiquidResponse respond(const Network& network, const ClassifySpec& classify, std::uint64_t seed,
                       const Split& split, const Lanes& how, const RunContext& context);

}  // namespace meniscus
