#pragma once

#include <filesystem>

namespace meniscus {

// A checksum at the very end of a file, behind what its format knows of: HDF5 passes over it, and
// drops it when somebody changes the file. A line of text:
//   "\nmeniscus checksum crc32 89abcdef of 00000000000000012345 bytes\n"

/// Adds the line to a file that has none. Throws IoError.
void append_checksum(const std::filesystem::path& name);

/// Throws IoError that says what is wrong unless the file ends with the line and its other bytes
/// are those that were there when it was added.
void verify_checksum(const std::filesystem::path& name);

}  // namespace meniscus
