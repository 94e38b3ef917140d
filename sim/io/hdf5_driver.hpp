#pragma once

#include "sim/io/hdf5_detail.hpp"

namespace meniscus::detail {

/// File access by plain system calls that never fail a write in HDF5's eyes: the first failure's
/// errno goes to `write_error`, which the owner of the file asks. The reason: HDF5 1.10 can't close
/// a file after a failed write and crashes when it tries again at the process's end. `write_error`
/// must outlive the file.
Handle recording_access(int& write_error);

}  // namespace meniscus::detail
