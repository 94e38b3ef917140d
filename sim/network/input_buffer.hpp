#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "sim/core/aligned_vector.hpp"
#include "sim/core/precision.hpp"
#include "sim/core/state_archive.hpp"
#include "sim/core/time.hpp"
#include "sim/network/state_arrays.hpp"

namespace meniscus {

/// The accumulators of a block's neurons for one channel and tick, in the precision of its states.
using Accumulators = std::variant<double*, float*>;

/// What arrives at the neurons of one block: per tick slot, one accumulator per channel and neuron.
/// One slot where rows are walked at arrival; a ring of slots where they are walked at emission.
/// A tracking buffer also lists the neurons touched, for the event driver.
class InputBuffer {
 public:
  InputBuffer(std::uint32_t size, std::size_t channels, std::size_t slots, Precision precision)
      : size_(size), channels_(channels), slots_(slots) {
    const std::size_t values = std::size_t{padded(size)} * channels * slots;
    if (precision == Precision::float32) {
      values_ = AlignedVector<float>(values);
    } else {
      values_ = AlignedVector<double>(values);
    }
    for (Slot& slot : slots_) {
      slot.list.resize(size + 1);
      slot.touched.assign(size, 0);
    }
  }

  std::uint32_t size() const { return size_; }

  /// The accumulators of `channel` for tick t, which are Reals.
  template <class Real>
  Real* channel(Time t, std::size_t channel) {
    return std::get<AlignedVector<Real>>(values_).data() + offset(t, channel);
  }

  /// Calls `use` with the first of all accumulators; those of a channel and tick begin at
  /// offset().
  template <class Use>
  void with_values(Use use) {
    std::visit([&](auto& values) { use(values.data()); }, values_);
  }
  std::size_t offset(Time t, std::size_t channel) const {
    return (slot_index(t) * channels_ + channel) * padded(size_);
  }

  bool tracking() const { return tracking_; }

  /// Starts or ends tracking; what is pending and not zero counts as touched.
  void track(bool on) {
    tracking_ = on;
    for (Slot& slot : slots_) clear_touched(slot);
    if (!on) return;
    with_values([&](const auto* value) {
      for (Slot& slot : slots_) {
        for (std::size_t c = 0; c < channels_; ++c, value += padded(size_)) {
          for (std::uint32_t i = 0; i < size_; ++i) {
            if (value[i] != 0) touch(slot, i);
          }
        }
      }
    });
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
    std::visit([](auto& values) { std::ranges::fill(values, 0); }, values_);
    for (Slot& slot : slots_) clear_touched(slot);
  }

  void state(StateArchive& archive) {
    archive.value(tracking_);
    std::visit([&](auto& values) { archive.fixed(values); }, values_);
    for (Slot& slot : slots_) {
      archive.value(slot.count);
      archive.fixed(slot.list);
      archive.fixed(slot.touched);
    }
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
  std::variant<AlignedVector<double>, AlignedVector<float>> values_;
  std::vector<Slot> slots_;
};

}  // namespace meniscus
