#pragma once

#include <cstdint>
#include <tuple>

#include "sim/core/field.hpp"
#include "sim/core/series.hpp"

namespace meniscus {

enum class CompressionKind : std::uint8_t { none, cube_root, log };

/// How amplitudes become values between 0 and 1: relative to the series' largest one, then
///   none: x;   cube_root: x^(1/3) (loudness; Stevens 1957, doi:10.1037/h0046162);
///   log: max(0, 1 + ln(x) / ln(dynamic_range)).
struct Compression {
  CompressionKind kind = CompressionKind::log;
  double dynamic_range = 1000.0;  ///< largest over smallest amplitude that counts, of `log`

  static constexpr auto fields() {
    return std::tuple{field("dynamic_range", &Compression::dynamic_range, unit::none,
                            Range{.low = 1.0, .low_open = true, .text = "> 1"},
                            "largest over smallest amplitude that counts")};
  }
};

/// Compresses a series of amplitudes >= 0; one of zeros stays as it is. Throws ConfigError unless
/// dynamic_range > 1.
void compress(Series& series, const Compression& compression);

}  // namespace meniscus
