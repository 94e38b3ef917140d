// Song, Miller & Abbott (2000), doi:10.1038/78829: under additive STDP, weights of many Poisson
// inputs to one neuron go to the ends of their range, and the neuron comes to fire slowly and
// irregularly. configs/song_miller_abbott.yaml has all of it; here the rates of learning are twice
// as high, for a third of the time.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "models/neurons/lif_cond_exp.hpp"
#include "models/sources/poisson.hpp"
#include "plasticity/stdp.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"
#include "sim/network/source_population.hpp"

namespace meniscus {
namespace {

Network competition() {
  NetworkBuilder builder(Resolution(1.0), 1);
  const auto poisson = [&](const char* name, std::uint32_t size, double rate) {
    return builder.add(name, size,
                       std::make_unique<SourcePopulation<Poisson>>(Poisson::Parameters{{rate}}));
  };
  const auto inputs = poisson("inputs", 1000, 0.02);
  const auto inhibition = poisson("inhibition", 200, 0.01);
  const auto neuron = builder.add<LifCondExp>("neuron", 1,
                                              {.c_m = 200.0,
                                               .g_l = 10.0,
                                               .e_l = -70.0,
                                               .e_exc = 0.0,
                                               .e_inh = -70.0,
                                               .tau_syn_exc = 5.0,
                                               .tau_syn_inh = 5.0,
                                               .v_th = -54.0,
                                               .v_reset = -60.0,
                                               .t_ref = 0.0});
  const auto stdp =
      builder.add_plasticity<Stdp>({.a_plus = 0.01, .a_minus = 0.0105, .w_max = 0.15});
  builder.connect(inputs, neuron, AllToAll{},
                  {.weight = constant(0.15),
                   .delay = constant(1.0),
                   .channel = "exc",
                   .plasticity = stdp,
                   .post_lag = 1.0});
  builder.connect(inhibition, neuron, AllToAll{},
                  {.weight = constant(0.5), .delay = constant(1.0), .channel = "inh"});
  return builder.build();
}

TEST(SongMillerAbbott, BimodalWeightsEmergeFromAdditiveStdp) {
  const Network network = competition();
  Simulation simulation(network, {.seed = 1});
  simulation.run_ms(10e3);
  const double first = static_cast<double>(simulation.spike_count(2)) / 10.0;
  simulation.run_ms(300e3);
  const std::uint64_t before = simulation.spike_count(2);
  simulation.run_ms(20e3);
  const double last = static_cast<double>(simulation.spike_count(2) - before) / 20.0;
  std::array<int, 10> tenths{};
  for (const float weight : simulation.weights(0).weight) {
    ++tenths[std::min(static_cast<std::size_t>(weight / 0.015f), std::size_t{9})];
  }
  EXPECT_GT(tenths[0], 300);
  EXPECT_GT(tenths[9], 70);
  for (std::size_t k = 4; k < 8; ++k) EXPECT_LT(tenths[k], 60) << k;
  EXPECT_GT(first, 100.0);
  EXPECT_LT(last, 30.0);
}

}  // namespace
}  // namespace meniscus
