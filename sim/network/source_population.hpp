#pragma once

#include <limits>

#include "sim/config/checks.hpp"
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

 private:
  M source_;
  std::uint32_t first_;
  std::uint32_t count_;
  StreamKey key_;
};

/// A spike source with its parameters as the engine sees it.
template <SpikeSource M>
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
    return std::make_unique<SourceBlock<M>>(M(parameters_, resolution), first, count);
  }

 private:
  Parameters parameters_;
};

}  // namespace meniscus
