#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <utility>

#include "sim/core/field.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/io/csv.hpp"

namespace meniscus {

/// How numbers of a file become values: `low` is 0 and `high` is 1.
struct ValueScale {
  double low = 0.0;
  double high = 1.0;

  static constexpr auto fields() {
    return std::tuple{
        field("low", &ValueScale::low, unit::none, any_value, "the number that stands for 0"),
        field("high", &ValueScale::high, unit::none, any_value, "the number that stands for 1")};
  }

  double operator()(double value) const { return (value - low) / (high - low); }
};

inline constexpr ValueScale byte_scale{0.0, 255.0};  ///< usual in images

/// How a row of numbers is a time series.
struct FrameLayout {
  std::uint32_t channels = 1;
  double step = 1.0;  ///< from frame to frame [ms]

  static constexpr auto fields() {
    return std::tuple{
        field("channels", &FrameLayout::channels, unit::none,
              Range{.low = 1.0, .high = 1 << 20, .text = "from 1 to 1048576"},
              "numbers of a frame"),
        field("step", &FrameLayout::step, unit::ms, positive, "time from frame to frame")};
  }
};

/// Rows of a CSV file as vectors of one size.
class CsvValues final : public ValueSource {
 public:
  /// Throws ConfigError where a row differs in length from the first or a number is not between low
  /// and high.
  CsvValues(CsvRows rows, const ValueScale& scale);

  std::size_t count() const override { return rows_.count(); }
  std::uint32_t label(std::size_t i) const override { return rows_.labels[i]; }
  std::size_t size() const override { return count() == 0 ? 0 : rows_.row(0).size(); }
  std::vector<double> values(std::size_t i) const override;
  double largest_share() const override;

 private:
  CsvRows rows_;
  ValueScale scale_;
};

/// Rows of a CSV file as series, frame after frame, each as long as it is.
class CsvSeries final : public SeriesSource {
 public:
  /// `step` from frame to frame [ms]. Throws ConfigError where a row is not made of whole frames or
  /// has none.
  CsvSeries(CsvRows rows, const ValueScale& scale, std::size_t channels, double step);

  std::size_t count() const override { return rows_.count(); }
  std::uint32_t label(std::size_t i) const override { return rows_.labels[i]; }
  std::size_t channels() const override { return channels_; }
  Series series(std::size_t i) const override;

 private:
  CsvRows rows_;
  ValueScale scale_;
  std::size_t channels_;
  double step_;
};

}  // namespace meniscus
