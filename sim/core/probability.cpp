#include "sim/core/probability.hpp"

#include <cmath>

namespace meniscus {

namespace {

constexpr double log_two_pi = 1.8378770664093454836;

/// log(n!) minus Stirling's approximation of it, for integer n >= 1: below 16 from n! itself (which
/// is exact), from there on by the asymptotic series (next term < 1e-14).
double stirling_error(double n) {
  if (n < 16.0) {
    double factorial = 1.0;
    for (double i = 2.0; i <= n; ++i) factorial *= i;
    return std::log(factorial) - (n + 0.5) * std::log(n) + n - 0.5 * log_two_pi;
  }
  const double m = 1.0 / (n * n);
  return (1.0 / 12 - m * (1.0 / 360 - m * (1.0 / 1260 - m * (1.0 / 1680 - m / 1188)))) / n;
}

/// x log(x / m) + m - x for x > 0, without cancellation where x is near m.
double deviance(double x, double m) {
  if (std::abs(x - m) >= 0.1 * (x + m)) return x * std::log(x / m) + m - x;
  const double v = (x - m) / (x + m);
  double sum = (x - m) * v;
  double power = 2.0 * x * v;
  for (double j = 3.0;; j += 2.0) {
    power *= v * v;
    const double next = sum + power / j;
    if (next == sum) return sum;
    sum = next;
  }
}

}  // namespace

double log_poisson_probability(double k, double mean) {
  if (k == 0.0) return -mean;
  return -stirling_error(k) - deviance(k, mean) - 0.5 * (log_two_pi + std::log(k));
}

double log_binomial_probability(double k, double n, double p) {
  if (k == 0.0) return n * std::log1p(-p);
  if (k == n) return n * std::log(p);
  return stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(k, n * p) -
         deviance(n - k, n * (1.0 - p)) + 0.5 * (std::log(n / (n - k)) - std::log(k) - log_two_pi);
}

}  // namespace meniscus
