#pragma once

#include <optional>
#include <string_view>

#include "sim/io/byte_cursor.hpp"
#include "sim/io/events.hpp"

namespace meniscus::detail {

// One reader per format, behind read_events. Each leaves width and height 0 where the file doesn't
// say them, and the events in the file's order.

EventRecording read_nmnist(ByteCursor& file);
EventRecording read_aedat2(ByteCursor& file, std::string_view chip);
EventRecording read_aedat4(ByteCursor& file);
EventRecording read_dat(ByteCursor& file);
EventRecording read_evt(ByteCursor& file);

/// The whole number at the beginning of a text.
std::optional<std::uint32_t> leading_number(std::string_view text);

/// Makes an ever growing time of a counter that begins again at `period`: a step back by more than
/// half of it is a new round.
class Unwrapped {
 public:
  explicit Unwrapped(std::int64_t period) : period_(period) {}

  std::int64_t operator()(std::int64_t value) {
    if (value < last_ && last_ - value > period_ / 2) base_ += period_;
    last_ = value;
    return base_ + value;
  }

 private:
  std::int64_t period_;
  std::int64_t base_ = 0;
  std::int64_t last_ = 0;
};

}  // namespace meniscus::detail
