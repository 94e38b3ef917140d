#include "models/sources/poisson_input.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/neurons/lif.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

/// Adds Poisson input of `rate` [kHz] and weight `weight` [mV] to every neuron.
void add_poisson(NetworkBuilder& builder, PopulationId population, double rate, double weight) {
  builder.stimulate(
      population, std::make_unique<PoissonInput>(Poisson::Parameters{{rate}}, builder.resolution()),
      weight);
}

TEST(PoissonInput, GivesThePotentialCampbellsMeanAndVariance) {
  // J = 0.1 mV at 10 kHz onto tau = 20 ms: mean J nu tau = 20 mV, variance J^2 nu tau / 2 = 1 mV^2.
  constexpr std::uint32_t size = 1000;
  constexpr int looks = 20;
  const double tick = 0.03125;
  NetworkBuilder builder{Resolution(tick)};
  const auto cells = builder.add<Lif>("cells", size, {.v_th = 1000.0});
  add_poisson(builder, cells, 10.0, 0.1);
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 2});
  simulation.run_ms(200.0);
  double sum = 0.0, squares = 0.0;
  for (int look = 0; look < looks; ++look) {
    simulation.run_ms(100.0);  // five time constants: looks are independent
    for (std::uint32_t i = 0; i < size; ++i) {
      const double v = simulation.value(cells, 0, i);
      sum += v;
      squares += (v - 20.0) * (v - 20.0);
    }
  }
  // Four standard errors, and what a state just after the spikes of a tick has more than one at a
  // random time: J nu h / 2.
  const double n = size * looks;
  const double bias = 0.1 * 10.0 * tick / 2.0;
  const double mean = sum / n;
  EXPECT_NEAR(mean - bias, 20.0, 4.0 / std::sqrt(n));
  EXPECT_NEAR(squares / n - (mean - 20.0) * (mean - 20.0), 1.0,
              4.0 * std::sqrt(2.0 / n) + bias * 0.1);
}

/// Input of white noise: mean and amplitude [mV], sigma^2 = J^2 nu tau.
struct Noise {
  double mu = 0.0;
  double sigma = 0.0;
};

/// Firing rate [Hz] of a neuron with tau 20 ms, reset 10 mV, t_ref 2 ms and threshold `theta`
/// [mV] in white noise: Siegert (1951) in the form of Brunel (2000),
/// doi:10.1023/A:1008925309027.
double siegert(const Noise& noise, double theta) {
  const double low = (10.0 - noise.mu) / noise.sigma, high = (theta - noise.mu) / noise.sigma;
  const auto f = [](double u) { return std::exp(u * u) * std::erfc(-u); };
  constexpr int steps = 2000;  // Simpson's rule
  const double h = (high - low) / steps;
  double sum = f(low) + f(high);
  for (int k = 1; k < steps; ++k) sum += (k % 2 ? 4.0 : 2.0) * f(low + k * h);
  const double integral = sum * h / 3.0;
  return 1000.0 / (2.0 + 20.0 * std::sqrt(std::numbers::pi) * integral);
}

TEST(Siegert, GivesThePublishedRates) {
  EXPECT_NEAR(siegert({15.0, 5.0}, 20.0), 9.4608, 1e-4);
  EXPECT_NEAR(siegert({25.0, 1.0}, 20.0), 42.0168, 1e-4);
  EXPECT_NEAR(siegert({10.0, 3.0}, 20.0), 1.3343e-3, 1e-7);
}

/// Rate of `size` neurons in balanced Poisson input around a constant current, after 200 ms.
double simulated_rate(const Noise& noise, double tick) {
  constexpr std::uint32_t size = 1000;
  constexpr double jump = 0.05;  // [mV]; small against sigma, so that the noise is nearly white
  NetworkBuilder builder{Resolution(tick)};
  const auto cells =
      builder.add<Lif>("cells", size, {.v_th = 20.0, .v_reset = 10.0, .i_e = 10.0 * noise.mu});
  const double rate = noise.sigma * noise.sigma / (jump * jump * 20.0);
  add_poisson(builder, cells, rate / 2.0, jump);
  add_poisson(builder, cells, rate / 2.0, -jump);
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 3});
  simulation.run_ms(200.0);
  const std::uint64_t before = simulation.spike_count(cells);
  simulation.run_ms(2000.0);
  return static_cast<double>(simulation.spike_count(cells) - before) / (size * 2.0);
}

/// A walk seen at ticks only acts like white noise under a threshold that lies 0.5826 =
/// -zeta(1/2) / sqrt(2 pi) of its step higher (Chernoff 1965; Broadie, Glasserman & Kou 1997,
/// doi:10.1111/1467-9965.00035).
double siegert_on_grid(const Noise& noise, double tick) {
  return siegert(noise, 20.0 + 0.5826 * noise.sigma * std::sqrt(tick / 20.0));
}

TEST(PoissonInput, GivesSiegertsRateBelowThreshold) {
  // 19,000 spikes: 0.7 %; four times that.
  const double expected = siegert_on_grid({15.0, 5.0}, 0.0625);
  EXPECT_NEAR(simulated_rate({15.0, 5.0}, 0.0625), expected, 0.03 * expected);
}

TEST(PoissonInput, GivesSiegertsRateAboveThreshold) {
  // The noise is weak, so intervals are regular; what is left is the order tick/interval.
  const double expected = siegert_on_grid({25.0, 1.0}, 0.0625);
  EXPECT_NEAR(simulated_rate({25.0, 1.0}, 0.0625), expected, 0.01 * expected);
}

}  // namespace
}  // namespace meniscus
