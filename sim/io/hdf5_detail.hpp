#pragma once

// The one door to HDF5's C API, for the hdf5*.cpp of this folder only.
#include <hdf5.h>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sim/io/hdf5.hpp"

namespace meniscus::detail {

static_assert(std::same_as<hid_t, std::int64_t>);

/// Owns an identifier of the library.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// `result`, unless it is negative, HDF5's sign of failure: then an IoError
/// "file: can't <action> <path>: <HDF5's innermost complaint>".
hid_t checked(hid_t result, std::string_view file, std::string_view action,
              std::string_view path = {});

/// HDF5's type of a number in memory.
hid_t memory_type(Hdf5Type type);

}  // namespace meniscus::detail
