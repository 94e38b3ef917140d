#pragma once

#include "models/sources/poisson.hpp"

namespace meniscus {

/// Poisson spikes straight into neurons: each gets an independent train of its own.
class PoissonInput final : public SpikeInput {
 public:
  PoissonInput(const Poisson::Parameters& parameters, const Resolution& resolution)
      : poisson_(parameters, resolution) {}

  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const override {
    poisson_.counts(key, t, first, counts);
  }
  double mean_count() const override { return poisson_.mean_count(); }

 private:
  Poisson poisson_;
};

}  // namespace meniscus
