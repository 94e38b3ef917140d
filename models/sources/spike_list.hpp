#pragma once

#include <limits>
#include <string_view>

#include "sim/network/catalogue.hpp"
#include "sim/network/neuron_population.hpp"

namespace meniscus {

/// Explicit spike times; also the population through which encoded samples enter a network
/// (Simulation::play). A neuron listed twice in a tick spikes twice.
class SpikeList final : public NeuronPopulation {
 public:
  static constexpr std::string_view name = "spike_list";
  static constexpr std::string_view summary = "explicit spike times";

  struct Parameters {
    std::vector<double> times;    ///< of the spikes [ms]
    std::vector<double> neurons;  ///< which neuron each spike belongs to

    static constexpr auto fields() {
      return std::tuple{
          field("times", &Parameters::times, unit::ms, positive, "times of the spikes"),
          field("neurons", &Parameters::neurons, unit::none, non_negative, "neuron of each spike")};
    }
    std::string problem(std::uint32_t size) const;
  };

  SpikeList(const Parameters& parameters, const Resolution& resolution);

  /// Throws ConfigError when a spike lies before the first tick, since a run covers the times (0,
  /// T].
  explicit SpikeList(SpikeTable spikes = {});

  std::string_view model() const override { return name; }
  std::vector<FieldInfo> parameters() const override { return {}; }
  std::span<const Channel> channels() const override { return {}; }
  std::vector<FieldInfo> variables() const override { return {}; }
  bool is_source() const override { return true; }
  bool can_be_event_driven() const override { return false; }
  bool takes_current() const override { return false; }
  double replace_tau() const override { return 0.0; }
  const SpikeTable* spike_table() const override { return &spikes_; }
  double shortest_time_constant() const override { return std::numeric_limits<double>::infinity(); }
  std::unique_ptr<NeuronBlock> make_block(const Resolution&, std::uint32_t,
                                          std::uint32_t) const override {
    return nullptr;
  }

 private:
  SpikeTable spikes_;
};

/// How a model file names it.
ModelEntry spike_list_entry();

}  // namespace meniscus
