#include "sim/learning/filter_bank.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/numeric/fft.hpp"

namespace meniscus {

namespace {

constexpr double pi = std::numbers::pi;

/// `count` values from low to high, equally spaced; the first alone if there is but one.
std::vector<double> spaced(double low, double high, std::size_t count) {
  std::vector<double> values(count, low);
  for (std::size_t i = 1; i < count; ++i) {
    values[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  return values;
}

/// The samples of one frame: first … last - 1.
struct FrameRange {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The intervals that a recording begins.
std::vector<FrameRange> frame_ranges(std::size_t samples, double samples_per_frame) {
  std::vector<FrameRange> ranges;
  for (std::size_t first = 0; first < samples;) {
    const double end = static_cast<double>(ranges.size() + 1) * samples_per_frame;
    const auto last = std::min(samples, static_cast<std::size_t>(std::llround(end)));
    ranges.push_back({first, last});
    first = last;
  }
  return ranges;
}

void add_gammatone_envelopes(std::span<const float> samples, double rate,
                             const FilterBankOptions& options, Series& series) {
  const auto frames = frame_ranges(samples.size(), options.interval * rate);
  series.values.resize(frames.size() * series.channels);
  const auto centres = spaced(erb_rate(options.low), erb_rate(options.high), series.channels);
  for (std::size_t channel = 0; channel < series.channels; ++channel) {
    GammatoneFilter filter(frequency_of_erb_rate(centres[channel]), rate);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      double sum = 0.0;
      for (std::size_t n = frames[i].first; n < frames[i].last; ++n) {
        const auto [real, imaginary] = filter(samples[n]);
        sum += std::sqrt(real * real + imaginary * imaginary);
      }
      const auto count = static_cast<double>(frames[i].last - frames[i].first);
      series.values[i * series.channels + channel] = sum / count;
    }
  }
}

/// Triangles over the lines of a spectrum; neighbours sum to 1 between their corners.
class MelTriangles {
 public:
  MelTriangles(const FilterBankOptions& options) {
    corners_ = spaced(mel(options.low), mel(options.high), options.channels + 2u);
    for (double& corner : corners_) corner = frequency_of_mel(corner);
  }

  double narrowest() const { return corners_[1] - corners_[0]; }  ///< half a triangle [kHz]

  /// Sum over the lines of a spectrum, `spacing` [kHz] apart, under triangle `channel`.
  double power(std::size_t channel, std::span<const double> spectrum, double spacing) const {
    const double low = corners_[channel], peak = corners_[channel + 1];
    const double high = corners_[channel + 2];
    const auto first = static_cast<std::size_t>(std::ceil(low / spacing));
    const auto last = std::min(spectrum.size() - 1, static_cast<std::size_t>(high / spacing));
    double sum = 0.0;
    for (std::size_t line = first; line <= last; ++line) {
      const double f = static_cast<double>(line) * spacing;
      const double weight = f <= peak ? (f - low) / (peak - low) : (high - f) / (high - peak);
      sum += weight * spectrum[line];
    }
    return sum;
  }

 private:
  std::vector<double> corners_;  ///< [kHz]
};

std::vector<double> hann_window(std::size_t size) {
  std::vector<double> window(size);
  for (std::size_t n = 0; n < size; ++n) {
    const double turn = (static_cast<double>(n) + 0.5) / static_cast<double>(size);
    window[n] = 0.5 - 0.5 * std::cos(2.0 * pi * turn);
  }
  return window;
}

/// Lines a spectrum needs so that each triangle holds several, or the window's samples if more.
double lines_needed(double rate, const FilterBankOptions& options) {
  return std::max({4.0 * rate / MelTriangles(options).narrowest(), options.window * rate, 2.0});
}

constexpr double most_lines = 1 << 20;

void add_mel_envelopes(std::span<const float> samples, double rate,
                       const FilterBankOptions& options, Series& series) {
  const auto frames = frame_ranges(samples.size(), options.interval * rate);
  series.values.resize(frames.size() * series.channels);
  const MelTriangles triangles(options);
  const auto window = hann_window(
      std::max<std::size_t>(2, static_cast<std::size_t>(std::llround(options.window * rate))));
  PowerSpectrum power_spectrum(
      std::bit_ceil(static_cast<std::size_t>(std::ceil(lines_needed(rate, options)))));
  const double size = static_cast<double>(power_spectrum.size());
  double energy = 0.0;
  for (const double w : window) energy += w * w;
  // Half of size * A^2/2 * energy, the power of a tone, lies at positive frequencies.
  const double scale = 4.0 / (size * energy);
  std::vector<double> signal(power_spectrum.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * options.interval * rate;
    const auto start = std::llround(middle - 0.5 * static_cast<double>(window.size()));
    for (std::size_t n = 0; n < window.size(); ++n) {
      const auto at = start + static_cast<std::int64_t>(n);
      const bool inside = at >= 0 && at < static_cast<std::int64_t>(samples.size());
      signal[n] = inside ? window[n] * samples[static_cast<std::size_t>(at)] : 0.0;
    }
    const auto spectrum = power_spectrum(signal);
    for (std::size_t channel = 0; channel < series.channels; ++channel) {
      const double power = triangles.power(channel, spectrum, rate / size);
      series.values[i * series.channels + channel] = std::sqrt(power * scale);
    }
  }
}

}  // namespace

double equivalent_rectangular_bandwidth(double f) { return 0.0247 * (4.37 * f + 1.0); }

double erb_rate(double f) { return 21.4 * std::log10(4.37 * f + 1.0); }
double frequency_of_erb_rate(double rate) { return (std::pow(10.0, rate / 21.4) - 1.0) / 4.37; }

double mel(double f) { return 2595.0 * std::log10(1.0 + f / 0.7); }
double frequency_of_mel(double mel) { return 0.7 * (std::pow(10.0, mel / 2595.0) - 1.0); }

GammatoneFilter::GammatoneFilter(double centre, double rate) {
  assert(centre > 0.0 && centre < 0.5 * rate);
  // The equivalent rectangular bandwidth of four poles of bandwidth b is pi 6! 2^-6 / (3!)^2 b.
  const double b = equivalent_rectangular_bandwidth(centre) / (pi * 720.0 / 64.0 / 36.0);
  const double radius = std::exp(-2.0 * pi * b / rate);
  const double angle = 2.0 * pi * centre / rate;
  pole_real_ = radius * std::cos(angle);
  pole_imaginary_ = radius * std::sin(angle);
  gain_ = 2.0 * std::pow(1.0 - radius, 4);  // half of a real tone lies at its negative frequency
}

std::array<double, 2> GammatoneFilter::operator()(double sample) {
  double real = gain_ * sample, imaginary = 0.0;
  for (Stage& y : stages_) {
    const double y_real = y.real;
    y.real = real + pole_real_ * y_real - pole_imaginary_ * y.imaginary;
    y.imaginary = imaginary + pole_real_ * y.imaginary + pole_imaginary_ * y_real;
    real = y.real;
    imaginary = y.imaginary;
  }
  return {real, imaginary};
}

void check_filter_bank(const FilterBankOptions& options, double rate) {
  if (!(options.low > 0.0 && options.low < options.high && options.high < 0.5 * rate)) {
    throw ConfigError(
        fmt::format("expected frequencies with 0 < low < high < {} Hz, half the sampling rate, got "
                    "{} Hz and {} Hz",
                    500.0 * rate, 1e3 * options.low, 1e3 * options.high));
  }
  if (!(options.interval * rate >= 1.0)) {
    throw ConfigError(fmt::format("expected an interval of at least a sample ({} ms), got {} ms",
                                  1.0 / rate, options.interval));
  }
  if (options.kind != FilterBankKind::mel) return;
  if (const double lines = lines_needed(rate, options); !(lines <= most_lines)) {
    throw ConfigError(fmt::format(
        "expected a window and triangles for which a spectrum of {} lines is enough, "
        "got a window of {} ms and {} channels from {} to {} Hz",
        most_lines, options.window, options.channels, 1e3 * options.low, 1e3 * options.high));
  }
}

Series filter_bank(std::span<const float> samples, double rate, const FilterBankOptions& options) {
  check_filter_bank(options, rate);
  Series series{.channels = options.channels, .step = options.interval, .values = {}};
  if (options.kind == FilterBankKind::gammatone) {
    add_gammatone_envelopes(samples, rate, options, series);
  } else {
    add_mel_envelopes(samples, rate, options, series);
  }
  return series;
}

}  // namespace meniscus
