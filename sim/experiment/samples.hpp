#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/series.hpp"
#include "sim/core/spikes.hpp"
#include "sim/core/time.hpp"
#include "sim/io/wav.hpp"

namespace meniscus {

// The way of a data set to a network. A file format yields values, series or events; an encoder
// makes spikes of the first two, or they become currents.

/// One sample as the network sees it.
struct Sample {
  SpikeTable spikes = {};  ///< ticks 0 … duration - 1; none where the values drive currents
  Time duration{1};        ///< at least one tick
  Series values = {};      ///< what was encoded; of a source with channels
};

/// What all lists of labelled samples have in common.
class LabelledList {
 public:
  virtual ~LabelledList() = default;
  virtual std::size_t count() const = 0;
  virtual std::uint32_t label(std::size_t i) const = 0;  ///< class of sample i, from 0 on
};

/// Labelled samples as a network takes them, read and encoded when they are asked for.
class SampleSource : public LabelledList {
 public:
  /// Lines of spikes, or neurons that take a current; of every sample.
  virtual std::uint32_t lines() const = 0;

  /// Channels of every sample's values; 0: samples have none.
  virtual std::size_t channels() const { return 0; }

  /// Sample i; `id`, unique in the whole data set, names its random streams. A pure function that
  /// several threads call at once. Throws ConfigError where a file is wrong.
  virtual Sample load(std::size_t i, std::uint32_t id) const = 0;
};

/// Labelled samples of one vector each, scaled to [0, 1]: images.
class ValueSource : public LabelledList {
 public:
  virtual std::size_t size() const = 0;  ///< values of a sample
  virtual std::vector<double> values(std::size_t i) const = 0;

  /// The largest part of its sample that any value is: see NalsmRateEncoder.
  virtual double largest_share() const = 0;
};

/// Labelled time series, each of its own length.
class SeriesSource : public LabelledList {
 public:
  virtual std::size_t channels() const = 0;
  virtual Series series(std::size_t i) const = 0;  ///< several threads call it at once
};

/// Labelled recordings of sound, each of its own length.
class SoundSource : public LabelledList {
 public:
  virtual Waveform sound(std::size_t i) const = 0;    ///< several threads call it at once
  virtual std::string name(std::size_t i) const = 0;  ///< for messages
};

/// A data set: its training and its test samples. Classes are numbered alike in both.
template <class Source>
struct DataParts {
  std::shared_ptr<const Source> train;
  std::shared_ptr<const Source> test;

  std::uint32_t classes() const {
    std::uint32_t most = 0;
    for (const Source* part : {train.get(), test.get()}) {
      for (std::size_t i = 0; i < part->count(); ++i) most = std::max(most, part->label(i));
    }
    return most + 1;
  }
};

using SampleParts = DataParts<SampleSource>;

}  // namespace meniscus
