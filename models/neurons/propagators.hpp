#pragma once

#include <algorithm>
#include <cmath>

namespace meniscus {

// What synaptic currents do to a membrane over a span of time, exactly (Rotter & Diesmann 1999,
// doi:10.1007/s004220050570). Written so that nothing is lost where the time constants meet.

/// The potential that 1 pA of a current decaying with tau_syn [ms] has added after h [ms]:
///   r_m/tau_m * (exp(-h/tau_m) - exp(-h/tau_syn)) / (1/tau_syn - 1/tau_m)   [mV]
/// r_m [GOhm], tau_m [ms].
inline double exponential_to_v(double r_m, double tau_m, double tau_syn, double h) {
  const double rate = std::abs(1.0 / tau_syn - 1.0 / tau_m);
  const double span = rate * h < 1e-300 ? h : -std::expm1(-rate * h) / rate;
  return r_m / tau_m * std::exp(-h / std::max(tau_m, tau_syn)) * span;
}

/// The integral of s exp(-x s) over s from 0 to 1.
inline double first_moment(double x) {
  if (std::abs(x) > 0.5) return (1.0 - std::exp(-x) * (1.0 + x)) / (x * x);
  double sum = 0.0, term = 0.5;  // of x^k (k + 1)/(k + 2)!
  for (double k = 0.0; k < 20.0; ++k) {
    sum += term;
    term *= -x * (k + 2.0) / ((k + 1.0) * (k + 3.0));
  }
  return sum;
}

/// The same of a current that has the course s exp(-s/tau_syn) for 1 pA/ms:
///   r_m/tau_m * integral over s from 0 to h of s exp(-s/tau_syn) exp(-(h - s)/tau_m)
inline double alpha_to_v(double r_m, double tau_m, double tau_syn, double h) {
  const double x = (1.0 / tau_syn - 1.0 / tau_m) * h;
  return r_m / tau_m * std::exp(-h / tau_m) * h * h * first_moment(x);
}

}  // namespace meniscus
