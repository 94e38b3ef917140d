#pragma once

namespace meniscus {

/// Logarithm of the Poisson probability of `k` >= 0 at `mean` > 0. Loader's (2000, "Fast and
/// accurate computation of binomial probabilities") saddle-point form: no cancellation at large
/// means.
double log_poisson_probability(double k, double mean);

/// Logarithm of the probability of `k` successes in `n` trials of probability 0 < `p` < 1.
/// 0 <= k <= n. Likewise.
double log_binomial_probability(double k, double n, double p);

}  // namespace meniscus
