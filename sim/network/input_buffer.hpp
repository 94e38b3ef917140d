#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/aligned_vector.hpp"
#include "sim/core/time.hpp"
#include "sim/network/state_arrays.hpp"

namespace meniscus {

/// What arrives at the neurons of one block: per tick slot, one accumulator per channel and neuron.
/// One slot where rows are walked at arrival; a ring of slots where they are walked at emission.
/// A tracking buffer also lists the neurons touched, for the event driver.
class InputBuffer {
 public:
  InputBuffer(std::uint32_t size, std::size_t channels, std::size_t slots)
      : size_(size),
        channels_(channels),
        values_(std::size_t{padded(size)} * channels * slots),
        slots_(slots) {
    for (Slot& slot : slots_) {
      slot.list.resize(size + 1);
      slot.touched.assign(size, 0);
    }
  }

  std::uint32_t size() const { return size_; }

  /// The accumulators of `channel` for tick t.
  double* channel(Time t, std::size_t channel) {
    return values_.data() + (slot_index(t) * channels_ + channel) * padded(size_);
  }

  bool tracking() const { return tracking_; }

  /// Starts or ends tracking; what is pending and not zero counts as touched.
  void track(bool on) {
    tracking_ = on;
    for (std::size_t s = 0; s < slots_.size(); ++s) {
      clear_touched(slots_[s]);
      for (std::uint32_t i = 0; on && i < size_; ++i) {
        for (std::size_t c = 0; c < channels_; ++c) {
          if (values_[(s * channels_ + c) * padded(size_) + i] != 0.0) touch(slots_[s], i);
        }
      }
    }
  }

  /// Notes that something arrives at `neuron` at tick t.
  void touch(Time t, std::uint32_t neuron) { touch(slots_[slot_index(t)], neuron); }

  /// The same for the targets of a row.
  void touch(Time t, std::span<const std::uint16_t> neurons) {
    Slot& slot = slots_[slot_index(t)];
    std::uint32_t* const list = slot.list.data();
    std::uint8_t* const touched = slot.touched.data();
    std::uint32_t count = slot.count;
    for (const std::uint16_t neuron : neurons) {
      list[count] = neuron;
      count += 1u - touched[neuron];
      touched[neuron] = 1;
    }
    slot.count = count;
  }

  /// The neurons touched for tick t, in the order of their first touch.
  std::span<const std::uint32_t> touched(Time t) const {
    const Slot& slot = slots_[slot_index(t)];
    return std::span(slot.list).first(slot.count);
  }

  /// Forgets tick t's list of touched neurons; the driver zeroes the accumulators as it reads them.
  void end_tick(Time t) { clear_touched(slots_[slot_index(t)]); }

  void clear() {
    std::ranges::fill(values_, 0.0);
    for (Slot& slot : slots_) clear_touched(slot);
  }

 private:
  /// A neuron is always written behind the list, which grows only if it was not there: no branch.
  struct Slot {
    std::vector<std::uint32_t> list;  ///< one longer than the block
    std::uint32_t count = 0;
    std::vector<std::uint8_t> touched;
  };

  static void touch(Slot& slot, std::uint32_t neuron) {
    slot.list[slot.count] = neuron;
    slot.count += 1u - slot.touched[neuron];
    slot.touched[neuron] = 1;
  }

  static void clear_touched(Slot& slot) {
    for (std::uint32_t k = 0; k < slot.count; ++k) slot.touched[slot.list[k]] = 0;
    slot.count = 0;
  }

  std::size_t slot_index(Time t) const {
    return slots_.size() == 1 ? 0 : static_cast<std::size_t>(t.ticks) % slots_.size();
  }

  std::uint32_t size_;
  std::size_t channels_;
  bool tracking_ = false;
  AlignedVector<double> values_;
  std::vector<Slot> slots_;
};

}  // namespace meniscus
