#include "sim/core/random.hpp"

#include <algorithm>

#include "sim/core/philox.hpp"

namespace meniscus {

RandomStream::RandomStream(const StreamKey& key, std::uint32_t entity, std::uint64_t position)
    : key_(key), entity_(entity), draw_(static_cast<std::uint32_t>(position / 4)) {
  if (position % 4 == 0) return;
  refill();
  used_ = static_cast<std::uint32_t>(position % 4);
}

/// Most streams end after a few numbers; those which go on are computed 16 draws at once, which
/// takes three times as long as one.
void RandomStream::refill() {
  constexpr std::uint32_t single_draws = 4;
  used_ = 0;
  if (draw_ < single_draws) {
    std::ranges::copy(random_bits(key_, draw_++, entity_), bits_.begin());
    filled_ = 4;
    return;
  }
  std::array<PhiloxWords, 4> words;
  for (std::uint32_t& draw : words[0]) draw = draw_++;
  words[1].fill(entity_);
  words[2].fill(key_.sample);
  words[3].fill((static_cast<std::uint32_t>(key_.domain) << 24) | key_.component);
  philox(key_.seed, words);
  for (std::size_t k = 0; k < bits_.size(); ++k) bits_[k] = words[k % 4][k / 4];
  filled_ = static_cast<std::uint32_t>(bits_.size());
}

}  // namespace meniscus
