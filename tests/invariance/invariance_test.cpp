#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "models/neurons/adex.hpp"
#include "models/neurons/izhikevich.hpp"
#include "models/neurons/lif.hpp"
#include "models/neurons/lif_adaptive.hpp"
#include "models/neurons/lif_alpha.hpp"
#include "models/neurons/lif_cond_exp.hpp"
#include "models/neurons/lif_escape.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/neurons/lif_nalsm.hpp"
#include "models/sources/gamma.hpp"
#include "models/sources/noise_current.hpp"
#include "models/sources/poisson_input.hpp"
#include "models/sources/pulse_packets.hpp"
#include "models/sources/spike_list.hpp"
#include "plasticity/stdp_pair.hpp"
#include "sim/core/distributions.hpp"
#include "sim/engine/recorders.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/source_population.hpp"
#include "tests/invariance/rule_networks.hpp"
#include "tests/oracle/random_network.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {
namespace {

constexpr std::int64_t duration = 1100;  // [ticks]; automatic drivers are chosen at 512 and 1024
constexpr std::uint32_t all = NetworkBuilder::max_block_size;

/// All that comes out of a run.
struct Outcome {
  std::vector<std::vector<Spike>> spikes;
  std::vector<std::uint64_t> counts;
  std::vector<double> states;
  std::uint64_t deliveries = 0;
  std::vector<WeightTable> weights;  ///< of plastic projections

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome(const Simulation& simulation, const SpikeLog& log) {
  Outcome result{log.all(), {}, all_states(simulation), simulation.deliveries(), {}};
  for (PopulationId p = 0; p < simulation.network().populations.size(); ++p) {
    result.counts.push_back(simulation.spike_count(p));
  }
  const auto& projections = simulation.network().projections;
  for (std::uint32_t p = 0; p < projections.size(); ++p) {
    if (projections[p].learning) result.weights.push_back(simulation.weights(p));
  }
  return result;
}

/// Runs to the given ticks, one after the other, and on to the end.
Outcome run(const Network& network, const SimulationOptions& options,
            const std::vector<std::int64_t>& cuts = {}) {
  Simulation simulation(network, options);
  SpikeLog log(simulation);
  for (const std::int64_t cut : cuts) simulation.run(Time{cut} - simulation.now());
  simulation.run(Time{duration} - simulation.now());
  return outcome(simulation, log);
}

/// Six ticks at which a run is cut.
std::vector<std::int64_t> random_cuts(std::uint32_t which) {
  RandomStream random({.seed = 7}, which);
  std::vector<std::int64_t> cuts(6);
  for (std::int64_t& cut : cuts) cut = static_cast<std::int64_t>(uniform_index(random, duration));
  std::ranges::sort(cuts);
  return cuts;
}

/// Three models, all kinds of connections, random weights and delays, and populations whose
/// automatic driver changes with the activity.
Network ruled_network(std::uint32_t block_size) {
  NetworkBuilder builder(Resolution(0.1), 9);
  const auto noise = builder.add(
      "noise", 100, std::make_unique<SourcePopulation<Poisson>>(Poisson::Parameters{{0.05}}));
  std::vector<Spike> burst;
  for (std::uint32_t k = 0; k < 2000; ++k) burst.push_back({Time{600 + k / 5}, k * 7 % 40});
  const auto list = builder.add("list", 40, std::make_unique<SpikeList>(SpikeTable(burst)));
  const auto exc = builder.add<Lif>("exc", 200, {.v_th = 15.0, .v_reset = 5.0});
  const auto inh = builder.add<Lif>("inh", 60, {.v_th = 15.0, .v_reset = 5.0});
  const auto fed = builder.add<LifExp>("fed", 130);
  const auto grid = builder.add<LifNalsm>("grid", 125);
  builder.place(grid, place_on_grid({5, 5, 5}, 0.2, {9, RandomDomain::placement, grid}));
  builder.initial(exc, "v", {.law = UniformValue{0.0, 15.0}});
  builder.initial(fed, "v", {.law = NormalValue{-65.0, 5.0}});
  const Distribution delays{.law = UniformValue{0.4, 4.0}};
  builder.connect(noise, exc, FixedIndegree{.indegree = 5},
                  {.weight = constant(2.0), .delay = delays});
  builder.connect(list, exc, FixedOutdegree{.outdegree = 60},
                  {.weight = {.law = ConstantValue{1.5}, .random_sign = true}, .delay = delays});
  builder.connect(exc, inh, PairwiseBernoulli{.p = 0.1},
                  {.weight = {.law = LognormalValue{0.5, 0.5}}, .delay = constant(0.4)});
  builder.connect(inh, exc, PairwiseBernoulli{.p = 0.2},
                  {.weight = constant(-1.0), .delay = delays});
  builder.connect(
      exc, fed, FixedTotalNumber{.number = 1500},
      {.weight = {.law = NormalValue{100.0, 20.0}, .low = 0.0}, .delay = delays, .channel = "exc"});
  builder.connect(exc, grid, FixedTotalNumber{.density = 0.1}, {.weight = constant(6.0)});
  builder.connect(
      grid, grid, DistanceRule{},
      {.weight = constant(3.0), .inhibitory_weight = constant(-3.0), .delay = constant(1.0)});
  builder.stimulate(
      inh, std::make_unique<PoissonInput>(Poisson::Parameters{{2.2}}, Resolution(0.1)), 0.3);
  builder.stimulate(fed,
                    std::make_unique<PoissonInput>(Poisson::Parameters{{0.6}}, Resolution(0.1)),
                    60.0, "exc");
  return builder.build(block_size);
}

using MakeNetwork = std::function<Network(std::uint32_t block_size)>;

Network large_random_network(std::uint64_t seed, std::uint32_t block_size, double single = 0.0) {
  return random_network(seed, {.largest_population = 250,
                               .last_listed_tick = duration,
                               .driver = DriverChoice::automatic,
                               .plastic = single > 0.0 ? 0.5 : 0.0,
                               .single = single,
                               .block_size = block_size})
      .network;
}

/// Synapses that learn, from neurons and from a source that fires several times a tick, with and
/// without a lag, of one and of many delays.
Network learning_network(std::uint32_t block_size) {
  NetworkBuilder builder(Resolution(0.1), 5);
  const auto noise = builder.add(
      "noise", 100, std::make_unique<SourcePopulation<Poisson>>(Poisson::Parameters{{1.0}}));
  const auto cells = builder.add<Lif>("cells", 120, {.v_th = 15.0, .v_reset = 5.0});
  builder.initial(cells, "v", {.law = UniformValue{0.0, 15.0}});
  const auto linear = builder.add_plasticity<StdpPair>(
      {.learning_rate = 0.1, .alpha = 1.1, .w_max = 4.0, .mu_plus = 0.0});
  const auto power = builder.add_plasticity<StdpPair>(
      {.tau_plus = 5.0, .learning_rate = 0.2, .w_max = 2.0, .mu_plus = 0.3, .mu_minus = 0.6});
  builder.connect(noise, cells, FixedIndegree{.indegree = 5},
                  {.weight = {.law = UniformValue{0.5, 1.5}},
                   .delay = constant(1.0),
                   .plasticity = power,
                   .post_lag = 1.0});
  builder.connect(
      cells, cells, PairwiseBernoulli{.p = 0.2},
      {.weight = constant(0.3), .delay = {.law = UniformValue{0.8, 4.0}}, .plasticity = linear});
  builder.connect(cells, cells, PairwiseBernoulli{.p = 0.1},
                  {.weight = constant(-0.9), .delay = {.law = UniformValue{0.8, 4.0}}});
  return builder.build(block_size);
}

template <class Model>
PopulationId add_noisy(NetworkBuilder& builder, const std::string& name, double current) {
  const auto cells = builder.add<Model>(name, 60);
  const NoiseCurrent::Parameters noise{.mean = current, .sd = current, .interval = 0.7};
  builder.inject(cells, std::make_unique<NoiseCurrent>(noise, builder.resolution()));
  return cells;
}

/// The models and sources that no other network here has, under currents that change.
Network various_network(std::uint32_t block_size) {
  NetworkBuilder builder(Resolution(0.1), 3);
  const auto adex = add_noisy<Adex>(builder, "adex", 600.0);
  const auto alpha = add_noisy<LifAlpha>(builder, "alpha", 200.0);
  const auto escape = add_noisy<LifEscape>(builder, "escape", 200.0);
  const auto conductance = add_noisy<LifCondExp>(builder, "conductance", 400.0);
  const auto adaptive = add_noisy<LifAdaptive>(builder, "adaptive", 300.0);
  const auto izhikevich = add_noisy<Izhikevich>(builder, "izhikevich", 10.0);
  const auto gamma = builder.add(
      "gamma", 50, std::make_unique<SourcePopulation<Gamma>>(Gamma::Parameters{.rate = {0.05}}));
  const auto packets =
      builder.add("packets", 50,
                  std::make_unique<SourcePopulation<PulsePackets>>(PulsePackets::Parameters{
                      .times = {20.0, 60.0, 90.0}, .spikes = 3, .sd = 8.0}));
  const SynapseLaw law{.weight = constant(20.0), .delay = {.law = UniformValue{0.4, 3.0}}};
  for (const PopulationId source : {gamma, packets, adex, escape, adaptive, izhikevich}) {
    builder.connect(source, alpha, PairwiseBernoulli{.p = 0.1}, law);
  }
  builder.connect(alpha, conductance, PairwiseBernoulli{.p = 0.1}, law);
  return builder.build(block_size);
}

struct Case {
  std::string name;
  MakeNetwork make;
};

class Results : public testing::TestWithParam<Case> {};

/// Every rule of the catalogue.
std::vector<Case> rule_cases() {
  std::vector<Case> cases;
  for (const std::string& rule : all_rules()) {
    cases.push_back({rule, [rule](std::uint32_t size) { return rule_network(rule, size); }});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Rules, Results, testing::ValuesIn(rule_cases()),
                         [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Networks, Results,
    testing::Values(
        Case{"Ruled", ruled_network},
        Case{"Random1", [](std::uint32_t size) { return large_random_network(1, size); }},
        Case{"Random3", [](std::uint32_t size) { return large_random_network(3, size); }},
        Case{"Single2", [](std::uint32_t size) { return large_random_network(2, size, 0.8); }},
        Case{"Various", various_network}, Case{"Learning", learning_network}),
    [](const auto& test) { return test.param.name; });

TEST_P(Results, DependNeitherOnThreadsNorBlocksNorCuts) {
  const Outcome whole = run(GetParam().make(all), {.seed = 4});
  EXPECT_GT(whole.deliveries, 1000u);
  for (const std::uint32_t block_size : {8u, 64u, all}) {
    const Network network = GetParam().make(block_size);
    for (const int threads : {1, 2, 3}) {
      for (const std::uint32_t cutting : {11u, 12u, 13u, 14u, 15u}) {
        EXPECT_TRUE(run(network, {.seed = 4, .threads = threads}, random_cuts(cutting)) == whole)
            << block_size << " neurons a block, " << threads << " threads, cutting " << cutting;
      }
    }
  }
}

/// Runs to `stop` on one simulation, which is saved there, and on to the end on another.
Outcome resumed(const Network& network, SimulationOptions options, std::int64_t stop,
                int other_threads) {
  StateArchive saved;
  std::vector<std::vector<Spike>> before;
  {
    Simulation simulation(network, options);
    const SpikeLog log(simulation);
    simulation.run(Time{stop});
    simulation.state(saved);
    before = log.all();
  }
  options.threads = other_threads;
  Simulation simulation(network, options);
  StateArchive archive(saved.bytes());
  simulation.state(archive);
  archive.end();
  const SpikeLog log(simulation);
  simulation.run(Time{duration - stop});
  Outcome result = outcome(simulation, log);
  for (std::size_t p = 0; p < before.size(); ++p) {
    result.spikes[p].insert(result.spikes[p].begin(), before[p].begin(), before[p].end());
  }
  return result;
}

TEST_P(Results, AreTheSameWhenARunGoesOnFromASavedState) {
  const Network network = GetParam().make(64);
  const Outcome whole = run(network, {.seed = 4});
  for (const std::uint32_t cutting : {21u, 22u, 23u, 24u}) {
    for (const std::int64_t stop : random_cuts(cutting)) {
      EXPECT_TRUE(resumed(network, {.seed = 4}, stop, 2) == whole) << "stopped at " << stop;
    }
  }
  for (const std::int64_t stop : {0, 1, 511, 512, 513, 1099}) {
    EXPECT_TRUE(resumed(network, {.seed = 4, .threads = 2}, stop, 1) == whole) << stop;
  }
}

TEST_P(Results, RefuseAStateThatDoesntFit) {
  const Network network = GetParam().make(64);
  Simulation simulation(network, {.seed = 4});
  simulation.run(Time{100});
  StateArchive saved;
  simulation.state(saved);
  const auto refuses = [&](const Network& other, const SimulationOptions& options,
                           std::span<const std::uint8_t> bytes) {
    Simulation fresh(other, options);
    StateArchive archive(bytes);
    EXPECT_THROW((fresh.state(archive), archive.end()), ConfigError);
  };
  refuses(network, {.seed = 5}, saved.bytes());
  refuses(network, {.seed = 4, .sample = 1}, saved.bytes());
  refuses(GetParam().make(8), {.seed = 4}, saved.bytes());
  refuses(network, {.seed = 4}, std::span(saved.bytes()).first(saved.bytes().size() / 2));
  std::vector<std::uint8_t> longer = saved.bytes();
  longer.push_back(0);
  refuses(network, {.seed = 4}, longer);
}

TEST_P(Results, AreThoseOfAFreshStartAfterARestart) {
  const Network network = GetParam().make(64);
  Simulation simulation(network, {.seed = 4, .sample = 1});
  SpikeLog log(simulation);
  simulation.run(Time{700});
  simulation.restart(2);
  log.clear();
  simulation.run(Time{duration});
  EXPECT_TRUE(outcome(simulation, log) == run(network, {.seed = 4, .sample = 2}));
}

TEST_P(Results, DontChangeWhenObserved) {
  const Network network = GetParam().make(64);
  Simulation simulation(network, {.seed = 4});
  SpikeLog log(simulation);
  std::vector<StateRecorder> recorders;
  for (PopulationId p = 0; p < network.populations.size(); ++p) {
    if (network.populations[p].neurons->is_source()) continue;
    recorders.emplace_back(p, 0, std::vector<std::uint32_t>{0}, Time{7 + p});
  }
  for (StateRecorder& recorder : recorders) simulation.observe(recorder);
  simulation.run(Time{duration});
  EXPECT_TRUE(outcome(simulation, log) == run(network, {.seed = 4}));
}

TEST(Invariance, IsNotAbsenceOfChance) {
  const Network network = ruled_network(64);
  const Outcome reference = run(network, {.seed = 4});
  EXPECT_NE(reference.spikes, run(network, {.seed = 5}).spikes);
  EXPECT_NE(reference.spikes, run(network, {.seed = 4, .sample = 1}).spikes);
}

TEST(Invariance, IsTestedWithWeightsThatLearn) {
  const Network network = learning_network(64);
  Simulation simulation(network, {.seed = 4});
  simulation.run(Time{duration});
  for (const std::uint32_t projection : {0u, 1u}) {
    const WeightTable now = simulation.weights(projection);
    const WeightTable start = Simulation(network).weights(projection);
    std::size_t changed = 0;
    for (std::size_t k = 0; k < now.weight.size(); ++k) changed += now.weight[k] != start.weight[k];
    EXPECT_GT(changed, now.weight.size() / 2);
  }
}

TEST(Invariance, IsTestedWithDriversThatChange) {
  const Network network = ruled_network(64);
  Simulation simulation(network, {.seed = 4});
  constexpr PopulationId exc = 2;
  EXPECT_EQ(simulation.driver(exc), Driver::clock);
  simulation.run(Time{512});
  EXPECT_EQ(simulation.driver(exc), Driver::event);
  simulation.run(Time{512});
  EXPECT_EQ(simulation.driver(exc), Driver::clock);
}

/// Spikes that cancel are on their way while the driver changes to event at tick 512. Whether
/// they had been spread before that depends on the cuts; the result must not.
TEST(Invariance, HoldsForInputThatCancelsWhileTheDriverChanges) {
  constexpr std::uint32_t size = 64;
  NetworkBuilder builder(Resolution(0.1));
  const std::vector<Spike> both{{Time{508}, 0}, {Time{508}, 1}};
  const auto list = builder.add("list", 2, std::make_unique<SpikeList>(SpikeTable(both)));
  const auto cells = builder.add<Lif>("cells", size);
  builder.initial(cells, "v", {.law = UniformValue{1.0, 19.0}});
  Synapses synapses;
  synapses.delays = {20, 30};
  synapses.row_weights.by_source = {1.0, -1.0};
  for (std::uint32_t k = 0; k < 2 * size; ++k) {
    synapses.edges.target.push_back(k % size);
    synapses.delay.push_back(k % 2);
  }
  synapses.edges.row_begin = {0, size, 2 * size};
  builder.connect(list, cells, std::move(synapses), 0);
  const Network network = builder.build();
  ASSERT_TRUE(network.walks_at_emission[cells]);
  EXPECT_TRUE(run(network, {}, {510}) == run(network, {}));
}

}  // namespace
}  // namespace meniscus
