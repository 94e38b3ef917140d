#pragma once

#include <cmath>
#include <cstdint>
#include <variant>

#include "sim/core/random.hpp"

namespace meniscus {

// Samplers of our own, since `<random>`'s differ between libraries. All are exact in distribution
// up to the resolution of a double.

/// Uniform on 0 … n-1 without bias (Lemire 2019, doi:10.1145/3230636). n >= 1.
std::uint64_t uniform_index(RandomStream& stream, std::uint64_t n);

/// Standard normal, by the ziggurat of Marsaglia & Tsang (2000, doi:10.18637/jss.v005.i08): two
/// words in 98 of 100 draws.
double standard_normal(RandomStream& stream);

/// Exponential with mean 1, by inversion.
double standard_exponential(RandomStream& stream);

/// Standard normal as a pure function of (key, draw, entity), by Box & Muller's (1958) transform,
/// doi:10.1214/aoms/1177706645.
double normal_at(const StreamKey& key, std::uint32_t draw, std::uint32_t entity);

/// Gamma of shape > 0 and scale 1, by Marsaglia & Tsang's (2000) rejection,
/// doi:10.1145/358407.358414.
double standard_gamma(RandomStream& stream, double shape);

/// Poisson count, by inversion or Hörmann's transformed rejection. mean >= 0.
std::uint64_t poisson(RandomStream& stream, double mean);

/// Successes in n trials of probability p in [0, 1], likewise.
std::uint64_t binomial(RandomStream& stream, std::uint64_t n, double p);

/// Failures before the first success of probability p in (0, 1]: 0, 1, 2, …; by inversion.
/// Saturates at 2^62.
std::uint64_t geometric(RandomStream& stream, double p);

/// The same for many draws of one p.
class Geometric {
 public:
  explicit Geometric(double p);
  std::uint64_t operator()(RandomStream& stream) const;

 private:
  double log_failure_;  ///< logarithm of 1 - p
};

struct ConstantValue {
  double value = 0.0;
};
struct UniformValue {
  double low = 0.0, high = 1.0;
};
struct NormalValue {
  double mean = 0.0, sd = 1.0;
};
/// exp of a normal with mean `mu` and standard deviation `sigma` of the logarithm of the value in
/// its unit.
struct LognormalValue {
  double mu = 0.0, sigma = 1.0;
};

/// How a weight, a delay or an initial value is drawn: a law, optionally cut to [low, high] by
/// drawing again (so the law is the truncated one), optionally with a random sign (probability 1/2
/// each).
struct Distribution {
  std::variant<ConstantValue, UniformValue, NormalValue, LognormalValue> law = ConstantValue{};
  double low = -HUGE_VAL;
  double high = HUGE_VAL;
  bool random_sign = false;

  /// The value is the same for every draw.
  bool is_constant() const { return law.index() == 0 && !random_sign; }
};

Distribution constant(double value);

/// One value. Throws ConfigError when 1000 draws in a row miss [low, high].
double draw(const Distribution& distribution, RandomStream& stream);

}  // namespace meniscus
