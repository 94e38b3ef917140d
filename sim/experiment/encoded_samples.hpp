#pragma once

#include <memory>

#include "sim/experiment/samples.hpp"
#include "sim/io/idx.hpp"
#include "sim/learning/encoders.hpp"
#include "sim/learning/series_encoder.hpp"

namespace meniscus {

/// Images, a byte per pixel: 255 is the value 1.
class ImageValues final : public ValueSource {
 public:
  explicit ImageValues(ImageSet images) : images_(std::move(images)) {}

  std::size_t count() const override { return images_.count; }
  std::uint32_t label(std::size_t i) const override { return images_.labels[i]; }
  std::size_t size() const override { return images_.pixels_per_image(); }
  std::vector<double> values(std::size_t i) const override;
  double largest_share() const override;

 private:
  ImageSet images_;
};

/// Values by way of an encoder; every sample lasts as long as the encoder's.
class EncodedValues final : public SampleSource {
 public:
  EncodedValues(std::shared_ptr<const ValueSource> values, std::unique_ptr<const Encoder> encoder,
                Time duration)
      : values_(std::move(values)), encoder_(std::move(encoder)), duration_(duration) {}

  std::size_t count() const override { return values_->count(); }
  std::uint32_t label(std::size_t i) const override { return values_->label(i); }
  std::uint32_t lines() const override {
    return static_cast<std::uint32_t>(encoder_->lines(values_->size()));
  }
  Sample load(std::size_t i, std::uint32_t id) const override {
    return {encoder_->encode(values_->values(i), id), duration_};
  }

 private:
  std::shared_ptr<const ValueSource> values_;
  std::unique_ptr<const Encoder> encoder_;
  Time duration_;
};

/// Series by way of an encoder. A sample lasts as long as its series, or `duration` if that is not
/// 0: then spikes beyond it are cut off.
class EncodedSeries final : public SampleSource {
 public:
  EncodedSeries(std::shared_ptr<const SeriesSource> series,
                std::shared_ptr<const SeriesEncoder> encoder, Resolution resolution, Time duration)
      : series_(std::move(series)),
        encoder_(std::move(encoder)),
        resolution_(resolution),
        duration_(duration) {}

  std::size_t count() const override { return series_->count(); }
  std::uint32_t label(std::size_t i) const override { return series_->label(i); }
  std::uint32_t lines() const override {
    return static_cast<std::uint32_t>(encoder_->lines(series_->channels()));
  }
  std::size_t channels() const override { return series_->channels(); }
  Sample load(std::size_t i, std::uint32_t id) const override;

 private:
  std::shared_ptr<const SeriesSource> series_;
  std::shared_ptr<const SeriesEncoder> encoder_;
  Resolution resolution_;
  Time duration_;
};

/// Values as series of one frame.
class ValueFrames final : public SeriesSource {
 public:
  /// `duration` of the frame [ms].
  ValueFrames(std::shared_ptr<const ValueSource> values, double duration)
      : values_(std::move(values)), duration_(duration) {}

  std::size_t count() const override { return values_->count(); }
  std::uint32_t label(std::size_t i) const override { return values_->label(i); }
  std::size_t channels() const override { return values_->size(); }
  Series series(std::size_t i) const override {
    return {.channels = values_->size(), .step = duration_, .values = values_->values(i)};
  }

 private:
  std::shared_ptr<const ValueSource> values_;
  double duration_;
};

/// Series that are to be currents. A sample lasts as long as its series, or `duration` if that is
/// not 0.
class DirectSeries final : public SampleSource {
 public:
  DirectSeries(std::shared_ptr<const SeriesSource> series, Resolution resolution, Time duration)
      : series_(std::move(series)), resolution_(resolution), duration_(duration) {}

  std::size_t count() const override { return series_->count(); }
  std::uint32_t label(std::size_t i) const override { return series_->label(i); }
  std::uint32_t lines() const override { return static_cast<std::uint32_t>(series_->channels()); }
  std::size_t channels() const override { return series_->channels(); }
  Sample load(std::size_t i, std::uint32_t id) const override;

 private:
  std::shared_ptr<const SeriesSource> series_;
  Resolution resolution_;
  Time duration_;
};

/// The samples of a data set's two parts, one list after the other.
class AllSamples final : public SampleSource {
 public:
  explicit AllSamples(SampleParts parts) : parts_(std::move(parts)) {}

  std::size_t count() const override { return parts_.train->count() + parts_.test->count(); }
  std::uint32_t label(std::size_t i) const override {
    return in_train(i) ? parts_.train->label(i) : parts_.test->label(i - parts_.train->count());
  }
  std::uint32_t lines() const override { return parts_.train->lines(); }
  std::size_t channels() const override { return parts_.train->channels(); }
  Sample load(std::size_t i, std::uint32_t id) const override {
    return in_train(i) ? parts_.train->load(i, id)
                       : parts_.test->load(i - parts_.train->count(), id);
  }

 private:
  bool in_train(std::size_t i) const { return i < parts_.train->count(); }

  SampleParts parts_;
};

}  // namespace meniscus
