#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "sim/experiment/samples.hpp"
#include "sim/io/spoken_digits.hpp"
#include "sim/io/wav.hpp"
#include "sim/learning/compression.hpp"
#include "sim/learning/filter_bank.hpp"

namespace meniscus {

/// WAV files, read when they are asked for.
class SoundFiles final : public SoundSource {
 public:
  explicit SoundFiles(std::vector<LabelledFile> files) : files_(std::move(files)) {}

  std::size_t count() const override { return files_.size(); }
  std::uint32_t label(std::size_t i) const override { return files_[i].label; }
  Waveform sound(std::size_t i) const override { return load_wav(files_[i].path); }
  std::string name(std::size_t i) const override { return files_[i].path.string(); }

 private:
  std::vector<LabelledFile> files_;
};

/// How sound becomes a series: the envelopes behind a filter bank, compressed.
struct Hearing {
  FilterBankOptions filter_bank;
  Compression compression;
};

/// Recordings as series.
class HeardSounds final : public SeriesSource {
 public:
  HeardSounds(std::shared_ptr<const SoundSource> sounds, const Hearing& hearing)
      : sounds_(std::move(sounds)), hearing_(hearing) {}

  std::size_t count() const override { return sounds_->count(); }
  std::uint32_t label(std::size_t i) const override { return sounds_->label(i); }
  std::size_t channels() const override { return hearing_.filter_bank.channels; }

  /// Throws ConfigError that names the recording when the filters don't fit its sampling rate.
  Series series(std::size_t i) const override;

 private:
  std::shared_ptr<const SoundSource> sounds_;
  Hearing hearing_;
};

}  // namespace meniscus
