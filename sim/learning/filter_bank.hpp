#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/series.hpp"

namespace meniscus {

// The two scales of hearing. Frequencies in kHz.

/// Equivalent rectangular bandwidth of the auditory filter at frequency f [kHz]:
///   24.7 Hz (4.37 f/kHz + 1)   (Glasberg & Moore 1990, doi:10.1016/0378-5955(90)90170-T)
double equivalent_rectangular_bandwidth(double f);

/// Number of equivalent rectangular bandwidths below f: 21.4 log10(4.37 f/kHz + 1) (the same).
double erb_rate(double f);
double frequency_of_erb_rate(double rate);

/// Mel scale, 2595 log10(1 + f/700 Hz) (O'Shaughnessy 1987): 1 kHz are 1000 mel.
double mel(double f);
double frequency_of_mel(double mel);

/// A gammatone filter of fourth order with the bandwidth of the ear at its centre frequency, as
/// four equal complex one-pole filters (Hohmann 2002, Acta Acustica 88:433-442):
///   y <- x + a y,   a = exp((-2 pi b + 2 pi i centre) / rate),   b = ERB(centre) / 0.98175
/// so that its impulse response is gain (n+1)(n+2)(n+3)/6 a^n at sample n. A tone of amplitude A at
/// the centre frequency gives |y| = A: the modulus is the envelope.
class GammatoneFilter {
 public:
  /// `centre`, `rate`: centre frequency and sampling rate [kHz], 0 < centre < rate/2.
  GammatoneFilter(double centre, double rate);

  /// The next output, real and imaginary part, for the next sample.
  std::array<double, 2> operator()(double sample);

 private:
  struct Stage {
    double real = 0.0, imaginary = 0.0;
  };

  double pole_real_, pole_imaginary_, gain_;
  std::array<Stage, 4> stages_{};
};

enum class FilterBankKind : std::uint8_t { gammatone, mel };

/// Band-pass filters from a low to a high frequency, equally spaced on a scale of hearing.
struct FilterBankOptions {
  FilterBankKind kind = FilterBankKind::gammatone;
  std::uint32_t channels = 32;
  double low = 0.1;       ///< lowest frequency [kHz]: gammatone, of a centre; mel, an edge
  double high = 3.8;      ///< highest frequency [kHz]: gammatone, of a centre; mel, an edge
  double interval = 5.0;  ///< of the envelopes [ms]
  double window = 25.0;   ///< of a spectrum [ms]; mel only

  static constexpr auto fields() {
    using O = FilterBankOptions;
    return std::tuple{
        field("channels", &O::channels, unit::none,
              Range{.low = 1.0, .high = 4096.0, .text = "from 1 to 4096"}, "number of filters"),
        field("low", &O::low, unit::Hz, positive, "lowest frequency"),
        field("high", &O::high, unit::Hz, positive, "highest frequency"),
        field("interval", &O::interval, unit::ms, positive, "interval of the envelopes")};
  }
};

/// Throws ConfigError unless low < high < half the sampling rate [kHz], the interval holds a sample
/// at least, and neither window nor triangles of mel need a spectrum of more than 2^20 lines.
void check_filter_bank(const FilterBankOptions& options, double rate);

/// The envelopes of a recording behind a filter bank, in the samples' unit, one frame for every
/// interval begun. `rate`: sampling rate [kHz].
///   gammatone: mean of |y| (GammatoneFilter) over the interval, centres equally spaced in erb_rate
///   mel: from a Hann window around the interval's middle, 0 outside the recording, the square root
///     of the spectral power under triangles with corners equally spaced in mel, scaled so that a
///     steady tone of amplitude A gives A^2 as sum of squares. The spectrum is interpolated (zero
///     padding) until each triangle holds several of its lines.
/// Throws ConfigError as check_filter_bank does.
Series filter_bank(std::span<const float> samples, double rate, const FilterBankOptions& options);

}  // namespace meniscus
