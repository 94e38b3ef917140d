#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/network/network_builder.hpp"
#include "tests/oracle/oracle.hpp"

namespace meniscus {

struct RandomNetworkOptions {
  std::uint32_t largest_population = 40;
  std::int64_t last_listed_tick = 800;  ///< spike lists and current jumps end here
  bool event_models_only = false;       ///< neurons are Lif and LifExp (there are still sources)
  std::optional<DriverChoice> driver;   ///< of all of these; without it clock or event by chance
  double plastic = 0.0;                 ///< chance of a projection to learn by pair STDP
  double single = 0.0;                  ///< chance of a population to be of single precision
  std::uint32_t block_size = NetworkBuilder::default_block_size;
};

/// One network in two descriptions, and what is in it.
struct RandomNetwork {
  Network network;
  OracleNetwork oracle;
  std::vector<double> v_th;  ///< per population; 0 for sources
  std::size_t event_populations = 0;
  std::size_t clock_populations = 0;
  std::size_t single_populations = 0;
  std::size_t refractory_populations = 0;
  std::size_t multapses = 0;
  std::size_t autapses = 0;
};

/// A random network: models, sizes, parameters, synapses, delays, stimuli and start are drawn
/// from `seed`; from silence to saturation. `options` other than `block_size` and `driver`
/// change what is drawn.
RandomNetwork random_network(std::uint64_t seed, const RandomNetworkOptions& options = {});

}  // namespace meniscus
