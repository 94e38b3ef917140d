#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/series.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/network/stimulus.hpp"

namespace meniscus {

/// A series as a current: channel i flows into neuron i, amplitude times the value of each frame
/// from the tick at which the frame begins to the next one's; nothing after the last.
class SeriesCurrent final : public CurrentInput {
 public:
  /// `amplitude` [pA]. The series must outlive the current.
  SeriesCurrent(const Series& series, double amplitude, const Resolution& resolution)
      : series_(series), amplitude_(amplitude), resolution_(resolution) {}

  std::optional<Time> next_change(Time t) const override;
  double value(const StreamKey& key, Time t, std::uint32_t neuron) const override;

 private:
  Time begin(std::size_t frame) const;
  /// The frames that begin at or before tick t.
  std::size_t begun(Time t) const;

  const Series& series_;
  double amplitude_;
  Resolution resolution_;
};

/// Puts one sample after the other before a simulation, as spikes or as currents.
class Presentation {
 public:
  /// Both must outlive it.
  Presentation(Simulation& simulation, const ClassifySpec& classify)
      : simulation_(simulation), classify_(classify) {}

  /// Restarts the simulation with the random streams of sample `id`; the caller runs it then.
  void begin(Sample sample, std::uint32_t id);

  const Sample& sample() const { return sample_; }

 private:
  Simulation& simulation_;
  const ClassifySpec& classify_;
  Sample sample_;
  std::optional<SeriesCurrent> current_;
};

}  // namespace meniscus
