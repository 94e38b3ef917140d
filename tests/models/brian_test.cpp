// Every model against Brian2 (python3-brian), by the data that tests/models/brian/ holds beside the
// script that made them.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "models/neurons/adex.hpp"
#include "models/neurons/izhikevich.hpp"
#include "models/neurons/leaky_integrator.hpp"
#include "models/neurons/lif.hpp"
#include "models/neurons/lif_adaptive.hpp"
#include "models/neurons/lif_alpha.hpp"
#include "models/neurons/lif_cond_exp.hpp"
#include "models/neurons/lif_escape.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/sources/currents.hpp"
#include "tests/models/single_neuron.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

const Resolution resolution(0.1);

/// The same as in make_references.py.
const std::vector<std::int64_t> exc_ticks{105,  180,  190,  251,  303,  304,  420,  505,  511,
                                          516,  520,  640,  777,  778,  779,  900,  1003, 1011,
                                          1015, 1019, 1100, 1230, 1240, 1250, 1260, 1270, 1280,
                                          1400, 1555, 1600, 1605, 1610, 1700};
const std::vector<std::int64_t> inh_ticks{200,  350,  512,  700,  820,  1013,
                                          1244, 1265, 1420, 1500, 1608, 1800};

std::ifstream opened(const std::string& model) {
  std::ifstream file(std::string(MENISCUS_SOURCE_DIR) + "/tests/models/brian/" + model + ".txt");
  if (!file) throw std::runtime_error("no reference data of " + model);
  std::string comment;
  std::getline(file, comment);
  return file;
}

std::vector<std::int64_t> numbers(std::istream& file) {
  std::string line;
  std::getline(file, line);
  std::istringstream stream(line);
  std::vector<std::int64_t> result;
  for (std::int64_t n = 0; stream >> n;) result.push_back(n);
  return result;
}

/// What both neurons of a reference file did.
struct Reference {
  explicit Reference(const std::string& model) {
    std::ifstream file = opened(model);
    spikes = {numbers(file), numbers(file)};
    std::int64_t tick = 0;
    for (double train = 0.0, current = 0.0; file >> tick >> train >> current;) {
      ticks.push_back(tick);
      v[0].push_back(train);
      v[1].push_back(current);
    }
  }
  std::array<std::vector<std::int64_t>, 2> spikes;
  std::vector<std::int64_t> ticks;
  std::array<std::vector<double>, 2> v;
};

/// What drives the neurons: weights of the two trains, and a current [pA].
struct Strength {
  double exc = 0.0, inh = 0.0;
  double current = 0.0;
};

template <class M>
std::vector<InputSpike> both_trains(const Strength& strength) {
  std::vector<InputSpike> inputs;
  for (const std::int64_t tick : exc_ticks) inputs.push_back({tick, strength.exc, 0});
  for (const std::int64_t tick : inh_ticks) {
    inputs.push_back({tick, strength.inh, M::channels.size() - 1});
  }
  return inputs;
}

/// Same spikes, and potentials within `tolerance` [mV].
template <class M>
void expect_brian(const typename M::Parameters& parameters, const Strength& strength,
                  double tolerance) {
  const Reference reference{std::string(M::name)};
  ASSERT_EQ(reference.ticks.size(), 101u);
  const StepCurrent::Parameters step{.times = {30.0, 150.0}, .amplitudes = {strength.current, 0.0}};
  Drive train{.inputs = both_trains<M>(strength)};
  Drive current{.current = std::make_unique<StepCurrent>(step, resolution)};
  SingleNeuron<M> neurons[]{{parameters, resolution, std::move(train)},
                            {parameters, resolution, std::move(current)}};
  for (std::size_t n = 0; n < 2; ++n) {
    for (std::size_t k = 0; k < reference.ticks.size(); ++k) {
      neurons[n].run_to(reference.ticks[k]);
      EXPECT_NEAR(neurons[n].value(), reference.v[n][k], tolerance)
          << (n == 0 ? "spike train, tick " : "current, tick ") << reference.ticks[k];
    }
    EXPECT_EQ(neurons[n].spikes(), reference.spikes[n]);
  }
}

// Brian's steps of 0.02 ms lose 1e-10 of a postsynaptic potential of some 10 mV.
constexpr double linear = 1e-7;

TEST(Brian, AgreesOnLif) { expect_brian<Lif>({}, {6.0, -4.0, 260.0}, linear); }
TEST(Brian, AgreesOnLifExp) { expect_brian<LifExp>({}, {300.0, -150.0, 260.0}, linear); }
TEST(Brian, AgreesOnLifAlpha) {
  expect_brian<LifAlpha>({.tau_syn_inh = 3.0}, {500.0, -300.0, 450.0}, linear);
}
TEST(Brian, AgreesOnLifAdaptive) {
  expect_brian<LifAdaptive>({.tau_syn_inh = 8.0, .tau_theta = 50.0, .q_theta = 3.0},
                            {300.0, -150.0, 300.0}, linear);
}
TEST(Brian, AgreesOnLeakyIntegrator) {
  expect_brian<LeakyIntegrator>({}, {2.0, -3.0, 260.0}, linear);
}

// An error of second order: a tick's change of the conductances, 2 %, squared over 12, of 10 mV.
TEST(Brian, AgreesOnLifCondExp) { expect_brian<LifCondExp>({}, {6.0, 20.0, 150.0}, 5e-4); }

// In the upswing, a hundredth of a microsecond is a millivolt; elsewhere both have converged.
TEST(Brian, AgreesOnAdex) { expect_brian<Adex>({.t_ref = 1.0}, {45.0, 20.0, 1000.0}, 1e-2); }

// Both do the author's update; only the order of its operations differs.
TEST(Brian, AgreesOnIzhikevich) { expect_brian<Izhikevich>({}, {9.0, -3.0, 10.0}, 1e-6); }

TEST(Brian, AgreesOnTheSpikeCountsOfLifEscape) {
  std::ifstream file = opened("lif_escape");
  const std::vector<std::int64_t> theirs = numbers(file);
  ASSERT_EQ(theirs.size(), 20u);
  constexpr std::uint32_t size = 20'000;
  NetworkBuilder builder(resolution);
  const auto cells = builder.add<LifEscape>("cells", size, {.i_e = 250.0});
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 1});
  std::uint64_t before = 0;
  for (std::size_t w = 0; w < theirs.size(); ++w) {
    simulation.run(Time{50});
    const auto ours = static_cast<double>(simulation.spike_count(cells) - before);
    before = simulation.spike_count(cells);
    const auto n = static_cast<double>(theirs[w]);
    // Each neuron spikes hardly more than once in a window: both counts vary less than Poisson's.
    EXPECT_NEAR(ours, n, 4.0 * std::sqrt(ours + n) + 1.0) << "window " << w;
  }
  EXPECT_GT(before, 10'000u);
}

}  // namespace
}  // namespace meniscus
