#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/network/stimulus.hpp"

namespace meniscus {

// What is common to the sources that say how often each neuron fires in a tick:
//   counts(key, t, first, counts) as in SpikeInput.

/// Appends the neurons first … first + count - 1 as often as `source` lets them fire at tick t.
template <class Source>
void emit_counted(const Source& source, const StreamKey& key, Time t, std::uint32_t first,
                  std::uint32_t count, std::vector<std::uint32_t>& spikes) {
  std::vector<std::uint16_t> counts(count);
  source.counts(key, t, first, counts);
  for (std::uint32_t i = 0; i < count; ++i) spikes.insert(spikes.end(), counts[i], first + i);
}

/// The spikes of such a source straight into neurons.
template <class Source>
class CountedInput final : public SpikeInput {
 public:
  CountedInput(const typename Source::Parameters& parameters, const Resolution& resolution)
      : source_(parameters, resolution) {}

  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const override {
    source_.counts(key, t, first, counts);
  }
  double mean_count() const override { return source_.mean_count(); }

 private:
  Source source_;
};

}  // namespace meniscus
