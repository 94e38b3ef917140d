#include "sim/engine/recorders.hpp"

#include <gtest/gtest.h>

#include "models/neurons/lif.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/core/error.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

/// Two spike lists' lines onto two neurons, 1 ms ticks: line i drives neuron i over the threshold.
Network relay(std::vector<Spike> spikes) {
  NetworkBuilder builder(Resolution(1.0));
  const auto in = builder.add("in", 2, std::make_unique<SpikeList>(SpikeTable(std::move(spikes))));
  const auto out = builder.add<Lif>("out", 2, {.t_ref = 0.0});
  builder.connect(in, out, OneToOne{}, {.weight = constant(30.0), .delay = constant(2.0)});
  return builder.build();
}

TEST(SpikeRecorder, KeepsTheSpikesOfItsPopulationInOrder) {
  const Network network = relay({{Time{3}, 1}, {Time{3}, 0}, {Time{1}, 1}});
  Simulation simulation(network);
  SpikeRecorder in(0);
  SpikeRecorder out(1);
  simulation.observe(in);
  simulation.observe(out);
  simulation.run(Time{10});
  EXPECT_EQ(in.spikes(), (std::vector<Spike>{{Time{1}, 1}, {Time{3}, 0}, {Time{3}, 1}}));
  EXPECT_EQ(out.spikes(), (std::vector<Spike>{{Time{3}, 1}, {Time{5}, 0}, {Time{5}, 1}}));
}

TEST(StateRecorder, SamplesAtMultiplesOfItsIntervalAndAtTheStart) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add<Lif>("cell", 3, {.tau_m = 10.0, .v_th = 1e9});
  builder.initial(0, "v", constant(8.0));
  const Network network = builder.build();
  Simulation simulation(network);
  StateRecorder v(0, 0, {2, 0}, Time{4});
  simulation.observe(v);
  simulation.run(Time{3});
  simulation.run(Time{8});  // 11 ticks: samples at 0, 4, 8
  ASSERT_EQ(v.samples(), 3u);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(v.values()[2 * k], 8.0 * std::exp(-0.4 * static_cast<double>(k)), 1e-12);
    EXPECT_EQ(v.values()[2 * k], v.values()[2 * k + 1]);
  }
}

}  // namespace
}  // namespace meniscus
