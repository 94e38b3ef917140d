#pragma once

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/config/checks.hpp"
#include "sim/network/calendar.hpp"
#include "sim/network/neuron.hpp"
#include "sim/network/neuron_population.hpp"

namespace meniscus {

/// The block of a spike source: it has no state beyond its random streams.
template <SpikeSource M>
class SourceBlock final : public NeuronBlock {
 public:
  SourceBlock(M source, std::uint32_t first, std::uint32_t count)
      : source_(std::move(source)), first_(first), count_(count) {}

  void restart(const StreamKey& key) override { key_ = key; }

  void advance(Time t, InputBuffer&, std::vector<std::uint32_t>& spikes) override {
    source_.emit(key_, t, first_, count_, spikes);
  }
  double value(std::size_t, std::uint32_t, Time) const override { return 0.0; }
  void set_value(std::size_t, std::uint32_t, double) override {}
  void set_current(std::uint32_t, double, Time) override {}
  void use(Driver, Time) override {}
  double touches(std::int64_t) override { return 0.0; }
  std::optional<NonFinite> non_finite() const override { return {}; }
  void state(StateArchive&) override {}

 private:
  M source_;
  std::uint32_t first_;
  std::uint32_t count_;
  StreamKey key_;
};

/// The block of a scheduled source: a calendar of its neurons' next spikes.
template <ScheduledSource M>
class ScheduledBlock final : public NeuronBlock {
 public:
  ScheduledBlock(M source, std::uint32_t first, std::uint32_t count)
      : source_(std::move(source)), first_(first), count_(count) {}

  void restart(const StreamKey& key) override {
    key_ = key;
    trains_.clear();
    calendar_.restart(count_);
    for (std::uint32_t i = 0; i < count_; ++i) {
      trains_.push_back(source_.start(key_, first_ + i));
      calendar_.plan(i, next(i), Time{0});
    }
  }

  void advance(Time t, InputBuffer&, std::vector<std::uint32_t>& spikes) override {
    const auto before = static_cast<std::ptrdiff_t>(spikes.size());
    calendar_.for_each_due(t, [&](std::uint32_t i) {
      std::int64_t due = t.ticks;
      for (; due == t.ticks; due = next(i)) spikes.push_back(first_ + i);
      calendar_.plan(i, due, t);
    });
    std::sort(spikes.begin() + before, spikes.end());
  }
  double value(std::size_t, std::uint32_t, Time) const override { return 0.0; }
  void set_value(std::size_t, std::uint32_t, double) override {}
  void set_current(std::uint32_t, double, Time) override {}
  void use(Driver, Time) override {}
  double touches(std::int64_t) override { return 0.0; }
  std::optional<NonFinite> non_finite() const override { return {}; }
  void state(StateArchive& archive) override {
    archive.list(trains_, [&](auto& train) { archive.value(train); });
    calendar_.state(archive);
  }

 private:
  std::int64_t next(std::uint32_t i) { return source_.next(key_, first_ + i, trains_[i]); }

  M source_;
  std::uint32_t first_;
  std::uint32_t count_;
  StreamKey key_;
  std::vector<typename M::Train> trains_;
  Calendar calendar_;
};

/// A spike source with its parameters as the engine sees it.
template <AnySource M>
class SourcePopulation final : public NeuronPopulation {
 public:
  using Parameters = typename M::Parameters;

  /// Throws ConfigError when a parameter is out of its range.
  explicit SourcePopulation(Parameters parameters = {}) : parameters_(std::move(parameters)) {
    check_fields(parameters_, M::name);
  }

  std::string_view model() const override { return M::name; }
  std::vector<FieldInfo> parameters() const override {
    return field_infos(Parameters::fields(), parameters_);
  }
  std::span<const Channel> channels() const override { return {}; }
  std::vector<FieldInfo> variables() const override { return {}; }
  bool is_source() const override { return true; }
  bool can_be_event_driven() const override { return false; }
  bool takes_current() const override { return false; }
  double replace_tau() const override { return 0.0; }
  double shortest_time_constant() const override { return std::numeric_limits<double>::infinity(); }

  std::unique_ptr<NeuronBlock> make_block(const Resolution& resolution, std::uint32_t first,
                                          std::uint32_t count) const override {
    if constexpr (ScheduledSource<M>) {
      return std::make_unique<ScheduledBlock<M>>(M(parameters_, resolution), first, count);
    } else {
      return std::make_unique<SourceBlock<M>>(M(parameters_, resolution), first, count);
    }
  }

 private:
  Parameters parameters_;
};

}  // namespace meniscus
