#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/time.hpp"
#include "sim/engine/simulation.hpp"

namespace meniscus {

/// The times of a run at which a readout looks at a population.
struct SampleTimes {
  std::uint32_t windows = 1;  ///< at the ends of so many equal windows …
  std::vector<Time> at = {};  ///< … or, if this isn't empty, at these, which ascend

  std::size_t count() const { return at.empty() ? windows : at.size(); }

  /// The times, in a run from tick 1 to `duration`. Windows may differ in length by a tick; those
  /// of a run with fewer ticks than windows are partly empty.
  std::vector<Time> in(Time duration) const;
};

/// What a readout sees of the neurons of one population in a run.
class FeatureRecorder : public Observer {
 public:
  /// Forgets, for a run from tick 1 to `duration`, which must not end before the sample times.
  virtual void begin(Time duration) = 0;

  /// The features after the run: times x neurons, row-major.
  virtual const std::vector<float>& end() = 0;
};

/// Spike counts between the sample times: after the one before (or from the start), up to each.
class CountRecorder final : public FeatureRecorder {
 public:
  CountRecorder(PopulationId population, std::uint32_t size, SampleTimes times);

  void begin(Time duration) override;
  void spikes(PopulationId population, Time t, std::span<const std::uint32_t> neurons) override;
  const std::vector<float>& end() override { return counts_; }

 private:
  PopulationId population_;
  std::uint32_t size_;
  SampleTimes times_;
  std::vector<Time> ends_;
  std::size_t window_ = 0;  ///< the one being filled
  std::vector<float> counts_;
};

/// Exponentially filtered spike trains at the sample times s,
///   sum over the spikes at t <= s of exp(-(s - t) / tau).
class TraceRecorder final : public FeatureRecorder {
 public:
  /// `tau`: time constant [ticks].
  TraceRecorder(PopulationId population, std::uint32_t size, double tau, SampleTimes times);

  void begin(Time duration) override;
  void spikes(PopulationId population, Time t, std::span<const std::uint32_t> neurons) override;
  const std::vector<float>& end() override;

 private:
  /// Takes the samples that lie before tick t.
  void sample_before(Time t);

  PopulationId population_;
  std::uint32_t size_;
  double tau_;
  SampleTimes times_;
  std::vector<Time> at_;
  std::size_t taken_ = 0;       ///< samples
  Time last_{0};                ///< tick of which the traces are
  std::vector<double> traces_;  ///< of each neuron
  std::vector<float> values_;
};

/// A state variable at the sample times [the variable's coherent unit].
class StateSampler final : public FeatureRecorder {
 public:
  /// `variable`: index in NeuronPopulation::variables().
  StateSampler(PopulationId population, std::uint32_t size, std::size_t variable,
               SampleTimes times);

  void begin(Time duration) override;
  Time next_stop(Time now) const override;
  void stop(const Simulation& simulation, Time now) override;
  const std::vector<float>& end() override { return values_; }

 private:
  PopulationId population_;
  std::uint32_t size_;
  std::size_t variable_;
  SampleTimes times_;
  std::vector<Time> at_;
  std::vector<float> values_;
};

}  // namespace meniscus
