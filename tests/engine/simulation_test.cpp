#include "sim/engine/simulation.hpp"

#include <gtest/gtest.h>

#include "models/neurons/lif.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/sources/currents.hpp"
#include "models/sources/poisson_input.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/core/error.hpp"
#include "sim/engine/recorders.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

template <class Request>
std::string message(Request request) {
  try {
    request();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Simulation, PlaysASpikeTableFromTheTickAsked) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add("in", 1, std::make_unique<SpikeList>());
  const Network network = builder.build();
  Simulation simulation(network);
  SpikeRecorder in(0);
  simulation.observe(in);
  const SpikeTable sample({{Time{0}, 0}, {Time{4}, 0}});
  simulation.play(0, sample, Time{1});
  simulation.run(Time{10});
  EXPECT_EQ(in.spikes(), (std::vector<Spike>{{Time{1}, 0}, {Time{5}, 0}}));
}

TEST(Simulation, PlaysOnlyIntoSpikeLists) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add<Lif>("cell", 1);
  const Network network = builder.build();
  Simulation simulation(network);
  const SpikeTable sample;
  EXPECT_EQ(message([&] { simulation.play(0, sample); }), "population cell is no spike list");
}

TEST(Simulation, InjectsWhatTheNetworkCouldInjectItself) {
  const ConstantCurrent current({.amplitude = 500.0, .start = 5.0, .stop = 80.0}, Resolution(1.0));
  const auto spikes_of = [&](bool by_network) {
    NetworkBuilder builder(Resolution(1.0));
    builder.add<Lif>("bystander", 3);
    const auto cell = builder.add<Lif>("cell", 40);
    if (by_network) builder.inject(cell, std::make_unique<ConstantCurrent>(current));
    const Network network = builder.build(8);
    Simulation simulation(network);
    SpikeRecorder cells(cell);
    SpikeRecorder bystanders(0);
    simulation.observe(cells);
    simulation.observe(bystanders);
    if (!by_network) simulation.inject(cell, current);
    simulation.restart(1);
    simulation.run(Time{100});
    EXPECT_TRUE(bystanders.spikes().empty());
    return cells.spikes();
  };
  EXPECT_FALSE(spikes_of(true).empty());
  EXPECT_EQ(spikes_of(false), spikes_of(true));
}

TEST(Simulation, InjectsOnlyIntoNeuronsThatTakeACurrent) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add("in", 1, std::make_unique<SpikeList>());
  const Network network = builder.build();
  Simulation simulation(network);
  const ConstantCurrent current({.amplitude = 1.0}, Resolution(1.0));
  EXPECT_EQ(message([&] { simulation.inject(0, current); }),
            "population in: spike_list neurons take no injected current");
}

TEST(Simulation, NamesTheNeuronThatExplodes) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add<LifExp>("calm", 1);
  builder.add<LifExp>("wild", 3, {.r_m = 1e300});
  builder.initial(1, "i_exc", constant(-1e300));
  const Network network = builder.build();
  Simulation simulation(network);
  EXPECT_EQ(message([&] { simulation.run(Time{1}); }),
            "v of neuron 0 of population wild became -inf at 1 ms");
}

TEST(Simulation, RefusesMoreTicksThanARandomStreamHas) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add<Lif>("cell", 1);
  const Network network = builder.build();
  Simulation simulation(network);
  EXPECT_EQ(message([&] { simulation.run(Time{5'000'000'000}); }),
            "expected a run of at most 4294967295 ticks, got 5000000000");
}

TEST(Simulation, SilencedProjectionsDeliverNothing) {
  NetworkBuilder builder(Resolution(1.0));
  const auto in = builder.add("in", 1, std::make_unique<SpikeList>(SpikeTable({{Time{1}, 0}})));
  const auto out = builder.add<Lif>("out", 1);
  builder.connect(in, out, OneToOne{}, {.weight = constant(30.0), .delay = constant(1.0)});
  const Network network = builder.build();
  Simulation whole(network);
  Simulation silenced(network, {.silenced = {0}});
  whole.run(Time{5});
  silenced.run(Time{5});
  EXPECT_EQ(whole.spike_count(out), 1u);
  EXPECT_EQ(silenced.spike_count(out), 0u);
  EXPECT_EQ(silenced.deliveries(), 0u);
}

TEST(Simulation, AutomaticPopulationsFollowTheirActivity) {
  NetworkBuilder builder(Resolution(1.0));
  const auto quiet = builder.add<Lif>("quiet", 100);
  const auto busy = builder.add<Lif>("busy", 100);
  builder.stimulate(
      quiet, std::make_unique<PoissonInput>(Poisson::Parameters{{0.001}}, builder.resolution()),
      1.0);
  builder.stimulate(
      busy, std::make_unique<PoissonInput>(Poisson::Parameters{{2.0}}, builder.resolution()), 1.0);
  const Network network = builder.build();
  Simulation simulation(network);
  simulation.run(Time{2000});
  EXPECT_EQ(simulation.driver(quiet), Driver::event);
  EXPECT_EQ(simulation.driver(busy), Driver::clock);
}

TEST(NetworkBuilder, ChoosesTheChannelByTheSignOfTheWeight) {
  NetworkBuilder builder(Resolution(1.0));
  const auto cell = builder.add<LifExp>("cell", 2);
  builder.connect(cell, cell, AllToAll{}, {.weight = constant(2.0), .delay = constant(1.0)});
  builder.connect(cell, cell, AllToAll{}, {.weight = constant(-2.0), .delay = constant(1.0)});
  EXPECT_EQ(message([&] {
              builder.connect(cell, cell, AllToAll{},
                              {.weight = {.law = NormalValue{0.0, 1.0}}, .delay = constant(1.0)});
            }),
            "population cell: weights of both signs need a channel (lif_exp has several)");
  const Network network = builder.build();
  EXPECT_EQ(network.projections[0].channel, 0u);
  EXPECT_EQ(network.projections[1].channel, 1u);
}

TEST(NetworkBuilder, RefusesDelaysBelowATick) {
  NetworkBuilder builder(Resolution(1.0));
  const auto cell = builder.add<Lif>("cell", 2);
  EXPECT_EQ(message([&] { builder.connect(cell, cell, AllToAll{}, {.delay = constant(0.4)}); }),
            "expected a delay of at least one tick (1 ms), got 0.4 ms");
}

/// The driver chosen for neurons without input that a current lets fire by themselves.
Driver driver_chosen_under(double current) {
  NetworkBuilder builder(Resolution(0.1));
  const auto cells = builder.add<Lif>("cells", 8, {.t_ref = 0.0, .i_e = current});
  const Network network = builder.build();
  Simulation simulation(network);
  simulation.run(Time{512});
  return simulation.driver(cells);
}

TEST(AutomaticDriver, IsTheEventDriverWhereLittleHappensBeItArrivalsOrSpikes) {
  EXPECT_EQ(driver_chosen_under(0.0), Driver::event);
  EXPECT_EQ(driver_chosen_under(250.0), Driver::event);     // a spike every 322 ticks
  EXPECT_EQ(driver_chosen_under(20'000.0), Driver::clock);  // every third tick
}

}  // namespace
}  // namespace meniscus
