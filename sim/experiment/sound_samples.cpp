#include "sim/experiment/sound_samples.hpp"

#include "sim/core/error.hpp"

namespace meniscus {

Series HeardSounds::series(std::size_t i) const {
  const Waveform sound = sounds_->sound(i);
  try {
    Series series = filter_bank(sound.samples, sound.rate, hearing_.filter_bank);
    compress(series, hearing_.compression);
    return series;
  } catch (const ConfigError& error) {
    throw ConfigError({Diagnostic{{sounds_->name(i)}, {}, error.what(), {}}});
  }
}

}  // namespace meniscus
