#include "sim/io/hdf5_driver.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace meniscus::detail {

namespace {

struct RecordedFile : H5FD_t {
  int descriptor = -1;
  haddr_t end_allocated = 0;
  haddr_t end_written = 0;
  int* write_error = nullptr;

  void record_failure() {
    if (*write_error == 0) *write_error = errno;
  }
};

RecordedFile& recorded(H5FD_t* file) { return *static_cast<RecordedFile*>(file); }

H5FD_t* open_file(const char* name, unsigned flags, hid_t access, haddr_t) {
  int* const write_error = *static_cast<int* const*>(H5Pget_driver_info(access));
  int how = (flags & H5F_ACC_RDWR) != 0 ? O_RDWR : O_RDONLY;
  if ((flags & H5F_ACC_CREAT) != 0) how |= O_CREAT;
  if ((flags & H5F_ACC_TRUNC) != 0) how |= O_TRUNC;
  const int descriptor = ::open(name, how | O_CLOEXEC, 0666);
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
    *write_error = errno;
    if (descriptor >= 0) ::close(descriptor);
    return nullptr;
  }
  *write_error = 0;  // HDF5 tries to open before it creates
  auto* file = new RecordedFile{};
  file->descriptor = descriptor;
  file->end_written = static_cast<haddr_t>(status.st_size);
  file->write_error = write_error;
  return file;
}

herr_t close_file(H5FD_t* file) {
  if (::close(recorded(file).descriptor) != 0) recorded(file).record_failure();
  delete &recorded(file);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* features) {
  *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
              H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t end_allocated(const H5FD_t* file, H5FD_mem_t) {
  return static_cast<const RecordedFile*>(file)->end_allocated;
}

herr_t set_end_allocated(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  recorded(file).end_allocated = end;
  return 0;
}

haddr_t end_written(const H5FD_t* file, H5FD_mem_t) {
  return static_cast<const RecordedFile*>(file)->end_written;
}

/// Bytes behind the end of the file read as zeros.
herr_t read_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, void* buffer) {
  auto* bytes = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t got = ::pread(recorded(file).descriptor, bytes, size, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) return std::memset(bytes, 0, size), 0;
    bytes += got, at += static_cast<haddr_t>(got), size -= static_cast<size_t>(got);
  }
  return 0;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, const void* buffer) {
  RecordedFile& target = recorded(file);
  target.end_written = std::max(target.end_written, at + size);
  const auto* bytes = static_cast<const char*>(buffer);
  while (size > 0 && *target.write_error == 0) {
    const ssize_t put = ::pwrite(target.descriptor, bytes, size, static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return target.record_failure(), 0;
    bytes += put, at += static_cast<haddr_t>(put), size -= static_cast<size_t>(put);
  }
  return 0;
}

herr_t truncate_file(H5FD_t* file, hid_t, hbool_t) {
  RecordedFile& target = recorded(file);
  if (target.end_allocated == target.end_written) return 0;
  if (::ftruncate(target.descriptor, static_cast<off_t>(target.end_allocated)) != 0)
    target.record_failure();
  target.end_written = target.end_allocated;
  return 0;
}

constexpr H5FD_class_t recording_driver = [] {
  H5FD_class_t driver{};
  driver.name = "meniscus";
  driver.maxaddr = (haddr_t{1} << 62) - 1;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(int*);
  driver.open = open_file;
  driver.close = close_file;
  driver.query = query;
  driver.get_eoa = end_allocated;
  driver.set_eoa = set_end_allocated;
  driver.get_eof = end_written;
  driver.read = read_bytes;
  driver.write = write_bytes;
  driver.truncate = truncate_file;
  return driver;
}();

}  // namespace

Handle recording_access(int& write_error) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  const Handle driver(H5FDregister(&recording_driver), H5FDunregister);
  int* const where = &write_error;
  H5Pset_driver(access, driver, &where);
  return access;
}

}  // namespace meniscus::detail
