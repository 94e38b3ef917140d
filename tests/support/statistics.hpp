#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <span>
#include <stdexcept>
#include <vector>

namespace meniscus {

// Goodness-of-fit tests. Seeds are fixed, so a p-value is a fact and not a chance: a test that
// demands p > `significance` passes always or never.

/// A correct sampler under a fresh seed would fail a test at this level once in 10,000 times.
inline constexpr double significance = 1e-4;

/// Q(a, x), the regularised upper incomplete gamma function, by its series or its continued
/// fraction (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31, the latter by Lentz's method). a > 0,
/// x >= 0.
inline double upper_gamma(double a, double x) {
  const double scale = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x <= 0.0) return 1.0;
  if (x < a + 1.0) {
    double term = 1.0 / a, sum = term;
    for (double n = a + 1.0; term > sum * 1e-16; ++n) sum += term *= x / n;
    return 1.0 - scale * sum;
  }
  double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
  for (double n = 1.0, change = 0.0; std::abs(change - 1.0) > 1e-15 && n < 1e6; ++n) {
    const double factor = -n * (n - a);
    b += 2.0;
    d = 1.0 / (factor * d + b);
    c = b + factor / c;
    h *= change = c * d;
  }
  return scale * h;
}

/// Pearson's χ² test: the probability of a misfit at least as large as that of `observed` counts to
/// `expected` ones, which sum to the same total. Neighbouring cells are pooled until 5 are
/// expected.
inline double chi_square_p_value(std::span<const double> observed,
                                 std::span<const double> expected) {
  if (observed.size() != expected.size()) throw std::invalid_argument("cells differ in number");
  std::vector<double> seen, wanted;
  double seen_sum = 0.0, wanted_sum = 0.0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    seen_sum += observed[i], wanted_sum += expected[i];
    if (wanted_sum < 5.0) continue;
    seen.push_back(seen_sum), wanted.push_back(wanted_sum);
    seen_sum = wanted_sum = 0.0;
  }
  if (wanted.size() < 2) throw std::invalid_argument("too few expected counts for a χ² test");
  seen.back() += seen_sum, wanted.back() += wanted_sum;
  double chi_square = 0.0, total = 0.0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    chi_square += (seen[i] - wanted[i]) * (seen[i] - wanted[i]) / wanted[i];
    total += seen[i] - wanted[i];
  }
  if (std::abs(total) > 0.5) throw std::invalid_argument("observed and expected totals differ");
  return upper_gamma(0.5 * static_cast<double>(wanted.size() - 1), 0.5 * chi_square);
}

/// The χ² test for integer samples 0, 1, 2, … of which the law gives `probability(k)`; everything
/// beyond the largest sample is one cell.
template <class Integers>
double discrete_p_value(const Integers& samples,
                        const std::function<double(std::uint64_t)>& probability) {
  std::vector<double> observed, expected;
  for (const auto sample : samples) {
    const auto cell = static_cast<std::size_t>(sample);
    if (observed.size() <= cell) observed.resize(cell + 2, 0.0);
    ++observed[cell];
  }
  const auto n = static_cast<double>(std::size(samples));
  double rest = n;
  for (std::size_t k = 0; k + 1 < observed.size(); ++k) {
    expected.push_back(n * probability(k));
    rest -= expected.back();
  }
  expected.push_back(std::max(rest, 0.0));
  return chi_square_p_value(observed, expected);
}

/// Kolmogorov–Smirnov: the probability that samples of the continuous law `cdf` lie at least as far
/// from it as these (asymptotic, with Stephens's (1970) correction for small n).
inline double ks_p_value(std::vector<double> samples, const std::function<double(double)>& cdf) {
  std::ranges::sort(samples);
  const auto n = static_cast<double>(samples.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double f = cdf(samples[i]);
    distance =
        std::max({distance, static_cast<double>(i + 1) / n - f, f - static_cast<double>(i) / n});
  }
  const double x = distance * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n));
  if (x < 0.2) return 1.0;
  double p = 0.0;
  for (int j = 1; j <= 100; ++j) p += (j % 2 ? 2.0 : -2.0) * std::exp(-2.0 * j * j * x * x);
  return std::clamp(p, 0.0, 1.0);
}

/// The probability that a standard normal lies at least as far from 0 as `z`.
inline double normal_p_value(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

/// P(N <= x) of a standard normal.
inline double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

/// Poisson probability of `k`, by the C library's log-gamma.
inline double poisson_probability(std::uint64_t k, double mean) {
  const auto x = static_cast<double>(k);
  return std::exp(x * std::log(mean) - mean - std::lgamma(x + 1.0));
}

/// Probability of `k` successes in `n` trials of probability `p` in (0, 1).
inline double binomial_probability(std::uint64_t k, std::uint64_t n, double p) {
  if (k > n) return 0.0;
  const auto x = static_cast<double>(k), m = static_cast<double>(n);
  return std::exp(std::lgamma(m + 1.0) - std::lgamma(x + 1.0) - std::lgamma(m - x + 1.0) +
                  x * std::log(p) + (m - x) * std::log1p(-p));
}

}  // namespace meniscus
