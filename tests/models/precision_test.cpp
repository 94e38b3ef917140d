// What single precision keeps: potentials to about a ten-thousandth of a millivolt, and rates.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/neurons/lif.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/neurons/lif_nalsm.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "tests/models/single_neuron.hpp"

namespace meniscus {
namespace {

/// Inputs at random ticks, `mean` on average every fourth tick, over every channel.
std::vector<InputSpike> random_inputs(double mean, std::size_t channels) {
  RandomStream random({.seed = 3}, 0);
  std::vector<InputSpike> inputs;
  for (std::int64_t tick = 2; tick < 3000; ++tick) {
    if (random.uniform() < 0.75) continue;
    inputs.push_back({tick, 2.0 * mean * random.uniform(), inputs.size() % channels});
  }
  return inputs;
}

/// The largest difference between the potentials of M<float> and M<double> over 300 ms, during
/// which the neuron doesn't fire [mV].
template <template <class Real> class M>
double largest_difference(const typename M<double>::Parameters& parameters, double mean_input,
                          DriverChoice driver) {
  const Resolution resolution(0.1);
  const auto inputs = random_inputs(mean_input, M<double>::channels.size());
  SingleNeuron<M<float>> single(parameters, resolution, {.inputs = inputs, .driver = driver});
  SingleNeuron<M<double>> twice(parameters, resolution, {.inputs = inputs, .driver = driver});
  double largest = 0.0, moved = 0.0;
  const double start = twice.value();
  for (std::int64_t tick = 1; tick < 3000; ++tick) {
    single.run_to(tick);
    twice.run_to(tick);
    largest = std::max(largest, std::abs(single.value() - twice.value()));
    moved = std::max(moved, std::abs(twice.value() - start));
  }
  EXPECT_EQ(twice.spikes().size(), 0u);
  EXPECT_GT(moved, 5.0);
  EXPECT_GT(largest, 0.0);
  return largest;
}

/// What rounding can add up to: half a unit in the last place of `size` [mV] per operation, of
/// which a tick has at most four, remembered for tau_m.
double bound(double size, double tau_m) {
  return 4.0 * 0.5 * std::numeric_limits<float>::epsilon() * size * tau_m / 0.1;
}

class Precision : public testing::TestWithParam<DriverChoice> {};

INSTANTIATE_TEST_SUITE_P(Drivers, Precision,
                         testing::Values(DriverChoice::clock, DriverChoice::event),
                         [](const auto& test) {
                           return test.param == DriverChoice::event ? "Event" : "Clock";
                         });

TEST_P(Precision, OfLifKeepsThePotential) {
  EXPECT_LT(largest_difference<BasicLif>({.v_th = 100.0}, 0.2, GetParam()), bound(16.0, 20.0));
}

TEST_P(Precision, OfLifExpKeepsThePotential) {
  EXPECT_LT(largest_difference<BasicLifExp>({.v_th = 100.0}, 8.0, GetParam()), bound(70.0, 20.0));
}

TEST(SinglePrecision, OfLifNalsmKeepsThePotential) {
  EXPECT_LT(largest_difference<BasicLifNalsm>({.v_th = 100.0}, 0.4, DriverChoice::clock),
            bound(64.0, 64.0));
}

TEST(SinglePrecision, KeepsTheExactIntervalOfAConstantDrive) {
  // t_ref + tau ln(RI / (RI - V_th)), rounded up to the grid of 0.1 ms.
  for (const DriverChoice driver : {DriverChoice::clock, DriverChoice::event}) {
    SingleNeuron<BasicLif<float>> neuron({.v_th = 15.0, .i_e = 200.0}, Resolution(0.1),
                                         {.driver = driver});
    neuron.run_ms(3000.0);
    const auto spikes = neuron.spikes();
    ASSERT_GT(spikes.size(), 90u);
    for (std::size_t k = 1; k < spikes.size(); ++k) ASSERT_EQ(spikes[k] - spikes[k - 1], 298);
  }
}

TEST(SinglePrecision, RefusesARefractoryTimeItCannotCount) {
  const auto run = [] {
    SingleNeuron<BasicLif<float>>({.t_ref = 2.2e9}, Resolution(1.0)).run_ms(1.0);
  };
  EXPECT_THROW(run(), ConfigError);
  EXPECT_NO_THROW(SingleNeuron<Lif>({.t_ref = 2.2e9}, Resolution(1.0)).run_ms(1.0));
}

}  // namespace
}  // namespace meniscus
