#include "sim/core/distributions.hpp"

#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/probability.hpp"

namespace meniscus {

namespace {

__extension__ using Product = unsigned __int128;

/// Below this mean, counts are found by walking up from 0; above, by rejection.
constexpr double largest_walk = 10.0;

/// Inversion: the first k at which the summed probabilities exceed a uniform number, where
/// p(0) = `p0` and p(k + 1) = p(k) * `ratio`(k). Draws again where rounding has used up the sum.
template <class Ratio>
std::uint64_t walk_up(RandomStream& stream, double p0, Ratio ratio) {
  while (true) {
    double rest = stream.uniform();
    double p = p0;
    for (std::uint64_t k = 0; p > 0x1p-60; ++k) {
      if (rest < p) return k;
      rest -= p;
      p *= ratio(static_cast<double>(k));
    }
  }
}

/// The hat of transformed rejection: its constants for one law. Hörmann (1993), algorithm PTRS of
/// "The transformed rejection method for generating Poisson random variables",
/// doi:10.1016/0167-6687(93)90997-4, and BTRS of "The generation of binomial random variates",
/// doi:10.1080/00949659308811496.
struct Hat {
  double a, b, centre;
  double quick;  ///< accepted at once below this
  double scale;  ///< of the hat over `log_probability`
};

/// Transformed rejection with squeeze. `log_probability(k)` is the law's up to what `scale`
/// includes; -inf outside its support.
template <class LogProbability>
std::uint64_t reject(RandomStream& stream, const Hat& hat, LogProbability log_probability) {
  while (true) {
    const double u = stream.uniform() - 0.5;
    const double v = stream.uniform_positive();
    const double distance = 0.5 - std::abs(u);
    if (distance == 0.0) continue;
    const double k = std::floor((2.0 * hat.a / distance + hat.b) * u + hat.centre);
    if (distance >= 0.07 && v <= hat.quick) return static_cast<std::uint64_t>(k);
    if (std::log(v * hat.scale / (hat.a / (distance * distance) + hat.b)) <= log_probability(k)) {
      return static_cast<std::uint64_t>(k);
    }
  }
}

double bell(double x) { return std::exp(-0.5 * x * x); }

/// The bell curve exp(-x^2 / 2) as 128 layers of one area: rectangles that reach to edge[i], the
/// lowest one with the tail beyond `base`. Constants of Doornik (2005, "An improved ziggurat method
/// to generate normal random samples").
struct Ziggurat {
  static constexpr std::size_t layers = 128;
  static constexpr double base = 3.442619855899;
  static constexpr double area = 9.91256303526217e-3;

  Ziggurat() {
    edge[0] = area / bell(base);
    edge[1] = base;
    for (std::size_t i = 2; i < layers; ++i) {
      edge[i] = std::sqrt(-2.0 * std::log(area / edge[i - 1] + bell(edge[i - 1])));
    }
    edge[layers] = 0.0;
    for (std::size_t i = 0; i < layers; ++i) inside[i] = edge[i + 1] / edge[i];
  }

  std::array<double, layers + 1> edge;
  std::array<double, layers> inside;  ///< the part of a layer that lies below the curve as a whole
};

/// The normal law's tail beyond `edge` > 0 (Marsaglia 1964, doi:10.1080/00401706.1964.10490150).
double beyond(double edge, RandomStream& stream) {
  while (true) {
    const double x = standard_exponential(stream) / edge;
    if (2.0 * standard_exponential(stream) > x * x) return edge + x;
  }
}

double draw_uncut(const Distribution& distribution, RandomStream& stream) {
  struct Draw {
    RandomStream& stream;
    double operator()(const ConstantValue& law) const { return law.value; }
    double operator()(const UniformValue& law) const {
      return law.low + (law.high - law.low) * stream.uniform();
    }
    double operator()(const NormalValue& law) const {
      return law.mean + law.sd * standard_normal(stream);
    }
    double operator()(const LognormalValue& law) const {
      return std::exp(law.mu + law.sigma * standard_normal(stream));
    }
  };
  return std::visit(Draw{stream}, distribution.law);
}

}  // namespace

std::uint64_t uniform_index(RandomStream& stream, std::uint64_t n) {
  assert(n >= 1);
  Product product = Product{stream.bits64()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t excess = (0 - n) % n;  // 2^64 mod n
    while (static_cast<std::uint64_t>(product) < excess) product = Product{stream.bits64()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double standard_normal(RandomStream& stream) {
  static const Ziggurat ziggurat;
  while (true) {
    const std::uint64_t bits = stream.bits64();
    const std::size_t layer = bits % Ziggurat::layers;
    const double side = static_cast<double>(bits >> 11) * 0x1p-52 - 1.0;  // uniform on [-1, 1)
    const double x = side * ziggurat.edge[layer];
    if (std::abs(side) < ziggurat.inside[layer]) return x;
    if (layer == 0) return std::copysign(beyond(Ziggurat::base, stream), side);
    const double low = bell(ziggurat.edge[layer]);
    const double high = bell(ziggurat.edge[layer + 1]);
    if (low + (high - low) * stream.uniform() < bell(x)) return x;
  }
}

double standard_exponential(RandomStream& stream) { return -std::log(stream.uniform_positive()); }

double normal_at(const StreamKey& key, std::uint32_t draw, std::uint32_t entity) {
  const auto bits = random_bits(key, draw, entity);
  const auto uniform = [](std::uint64_t high, std::uint32_t low) {  // on (0, 1]
    return static_cast<double>((((high << 32) | low) >> 11) + 1) * 0x1p-53;
  };
  return std::sqrt(-2.0 * std::log(uniform(bits[0], bits[1]))) *
         std::cos(2.0 * std::numbers::pi * uniform(bits[2], bits[3]));
}

double standard_gamma(RandomStream& stream, double shape) {
  assert(shape > 0.0);
  if (shape < 1.0) {
    const double above = standard_gamma(stream, shape + 1.0);
    return above * std::pow(stream.uniform_positive(), 1.0 / shape);
  }
  const double d = shape - 1.0 / 3.0;
  while (true) {
    const double x = standard_normal(stream);
    const double root = 1.0 + x / std::sqrt(9.0 * d);
    if (root <= 0.0) continue;
    const double v = root * root * root;
    if (std::log(stream.uniform_positive()) < 0.5 * x * x + d * (1.0 - v + std::log(v))) {
      return d * v;
    }
  }
}

std::uint64_t poisson(RandomStream& stream, double mean) {
  assert(mean >= 0.0);
  if (mean < largest_walk) {
    return walk_up(stream, std::exp(-mean), [mean](double k) { return mean / (k + 1.0); });
  }
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const Hat hat{.a = -0.059 + 0.02483 * b,
                .b = b,
                .centre = mean + 0.43,
                .quick = 0.9277 - 3.6224 / (b - 2.0),
                .scale = 1.1239 + 1.1328 / (b - 3.4)};
  return reject(stream, hat, [mean](double k) {
    return k < 0.0 ? -HUGE_VAL : log_poisson_probability(k, mean);
  });
}

std::uint64_t binomial(RandomStream& stream, std::uint64_t n, double p) {
  assert(p >= 0.0 && p <= 1.0);
  if (p > 0.5) return n - binomial(stream, n, 1.0 - p);
  const auto trials = static_cast<double>(n);
  if (trials * p < largest_walk) {
    const double odds = p / (1.0 - p);
    return walk_up(stream, std::exp(trials * std::log1p(-p)),
                   [=](double k) { return (trials - k) / (k + 1.0) * odds; });
  }
  const double sd = std::sqrt(trials * p * (1.0 - p));
  const double b = 1.15 + 2.53 * sd;
  const Hat hat{.a = -0.0873 + 0.0248 * b + 0.01 * p,
                .b = b,
                .centre = trials * p + 0.5,
                .quick = 0.92 - 4.2 / b,
                .scale = (2.83 + 5.1 / b) * sd};
  const double at_mode = log_binomial_probability(std::floor((trials + 1.0) * p), trials, p);
  return reject(stream, hat, [=](double k) {
    return k < 0.0 || k > trials ? -HUGE_VAL : log_binomial_probability(k, trials, p) - at_mode;
  });
}

Geometric::Geometric(double p) : log_failure_(std::log1p(-p)) { assert(p > 0.0 && p <= 1.0); }

std::uint64_t Geometric::operator()(RandomStream& stream) const {
  if (std::isinf(log_failure_)) return 0;
  const double failures = std::floor(std::log(stream.uniform_positive()) / log_failure_);
  return failures < 0x1p62 ? static_cast<std::uint64_t>(failures) : std::uint64_t{1} << 62;
}

std::uint64_t geometric(RandomStream& stream, double p) { return Geometric(p)(stream); }

Distribution constant(double value) { return {.law = ConstantValue{value}}; }

double draw(const Distribution& distribution, RandomStream& stream) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const double value = draw_uncut(distribution, stream);
    if (value < distribution.low || value > distribution.high) continue;
    return distribution.random_sign && (stream() & 1u) ? -value : value;
  }
  throw ConfigError(
      fmt::format("no value between {} and {} in 1000 draws: "
                  "the limits are too far from the mean",
                  distribution.low, distribution.high));
}

}  // namespace meniscus
