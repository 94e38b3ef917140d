#include "sim/engine/feature_recorders.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/core/error.hpp"

namespace meniscus {

std::vector<Time> SampleTimes::in(Time duration) const {
  if (!at.empty()) return at;
  std::vector<Time> ends;
  for (std::int64_t w = 1; w <= windows; ++w) {
    ends.push_back({(w * duration.ticks + windows - 1) / windows});
  }
  return ends;
}

CountRecorder::CountRecorder(PopulationId population, std::uint32_t size, SampleTimes times)
    : population_(population),
      size_(size),
      times_(std::move(times)),
      counts_(times_.count() * size) {
  if (times_.count() == 0) throw ConfigError("expected at least one window");
}

void CountRecorder::begin(Time duration) {
  ends_ = times_.in(duration);
  window_ = 0;
  std::ranges::fill(counts_, 0.0f);
}

void CountRecorder::spikes(PopulationId population, Time t,
                           std::span<const std::uint32_t> neurons) {
  if (population != population_) return;
  while (window_ < ends_.size() && t > ends_[window_]) ++window_;
  if (window_ == ends_.size()) return;
  for (const std::uint32_t neuron : neurons) counts_[window_ * size_ + neuron] += 1.0f;
}

TraceRecorder::TraceRecorder(PopulationId population, std::uint32_t size, double tau,
                             SampleTimes times)
    : population_(population),
      size_(size),
      tau_(tau),
      times_(std::move(times)),
      traces_(size),
      values_(times_.count() * size) {}

void TraceRecorder::begin(Time duration) {
  at_ = times_.in(duration);
  taken_ = 0;
  last_ = Time{0};
  std::ranges::fill(traces_, 0.0);
}

void TraceRecorder::sample_before(Time t) {
  for (; taken_ < at_.size() && at_[taken_] < t; ++taken_) {
    const double decay = std::exp(-static_cast<double>((at_[taken_] - last_).ticks) / tau_);
    float* row = values_.data() + taken_ * size_;
    for (std::size_t n = 0; n < size_; ++n) row[n] = static_cast<float>(traces_[n] * decay);
  }
}

void TraceRecorder::spikes(PopulationId population, Time t,
                           std::span<const std::uint32_t> neurons) {
  if (population != population_ || neurons.empty()) return;
  sample_before(t);
  const double decay = std::exp(-static_cast<double>((t - last_).ticks) / tau_);
  for (double& trace : traces_) trace *= decay;
  last_ = t;
  for (const std::uint32_t neuron : neurons) traces_[neuron] += 1.0;
}

const std::vector<float>& TraceRecorder::end() {
  sample_before(Time{never});
  return values_;
}

StateSampler::StateSampler(PopulationId population, std::uint32_t size, std::size_t variable,
                           SampleTimes times)
    : population_(population),
      size_(size),
      variable_(variable),
      times_(std::move(times)),
      values_(times_.count() * size) {}

void StateSampler::begin(Time duration) { at_ = times_.in(duration); }

Time StateSampler::next_stop(Time now) const {
  const auto next = std::ranges::upper_bound(at_, now);
  return next == at_.end() ? Time{never} : *next;
}

void StateSampler::stop(const Simulation& simulation, Time now) {
  for (std::size_t i = 0; i < at_.size(); ++i) {
    if (at_[i] != now) continue;
    float* row = values_.data() + i * size_;
    for (std::uint32_t n = 0; n < size_; ++n) {
      row[n] = static_cast<float>(simulation.value(population_, variable_, n));
    }
  }
}

}  // namespace meniscus
