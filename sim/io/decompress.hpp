#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace meniscus {

/// The content of an LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md) that
/// `bytes` hold from beginning to end; nothing where they don't, or where the content is larger
/// than `most` bytes.
std::optional<std::vector<std::uint8_t>> unpack_lz4(std::span<const std::uint8_t> bytes,
                                                    std::size_t most);

/// The same of a Zstandard frame (RFC 8878).
std::optional<std::vector<std::uint8_t>> unpack_zstd(std::span<const std::uint8_t> bytes,
                                                     std::size_t most);

}  // namespace meniscus
