#pragma once

namespace meniscus {

/// Exit statuses; part of the interface.
enum Status {
  done = 0,
  internal = 1,
  invalid = 2,
  input_output = 3,
  some_failed = 4,  ///< runs of a sweep
  numerical = 5,
  interrupted = 130
};

}  // namespace meniscus
