#include "sim/io/decompress.hpp"

// The one door to LZ4 and Zstandard.
#include <lz4frame.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace meniscus {

namespace {

constexpr std::size_t piece = 1 << 16;  ///< by which the content grows

/// Grows the content piece by piece, so that a header can't ask for memory that it doesn't fill.
/// `step(in, out)` unpacks what it can, sets both to what it took and filled, and returns what is
/// left to do: 0 at the end of the frame, negative on failure.
template <class Step>
std::optional<std::vector<std::uint8_t>> unpack(std::span<const std::uint8_t> bytes,
                                                std::size_t most, const Step& step) {
  std::vector<std::uint8_t> content;
  for (std::size_t size = 0;;) {
    content.resize(std::min(size + piece, most));
    std::span<const std::uint8_t> in = bytes;
    std::span<std::uint8_t> out = std::span(content).subspan(size);
    const std::int64_t left = step(in, out);
    bytes = bytes.subspan(in.size());
    size += out.size();
    if (left < 0 || (left == 0 && !bytes.empty())) return std::nullopt;
    if (left == 0) {
      content.resize(size);
      return content;
    }
    if (in.empty() && out.empty()) return std::nullopt;  // too short, or more than `most`
  }
}

}  // namespace

std::optional<std::vector<std::uint8_t>> unpack_lz4(std::span<const std::uint8_t> bytes,
                                                    std::size_t most) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION))) throw std::bad_alloc();
  const std::unique_ptr<LZ4F_dctx, decltype(&LZ4F_freeDecompressionContext)> context(
      raw, LZ4F_freeDecompressionContext);
  return unpack(bytes, most, [&](auto& in, auto& out) -> std::int64_t {
    std::size_t taken = in.size(), filled = out.size();
    const std::size_t left =
        LZ4F_decompress(context.get(), out.data(), &filled, in.data(), &taken, nullptr);
    in = in.first(taken);
    out = out.first(filled);
    return LZ4F_isError(left) ? -1 : static_cast<std::int64_t>(left);
  });
}

std::optional<std::vector<std::uint8_t>> unpack_zstd(std::span<const std::uint8_t> bytes,
                                                     std::size_t most) {
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                          ZSTD_freeDStream);
  if (!stream) throw std::bad_alloc();
  return unpack(bytes, most, [&](auto& in, auto& out) -> std::int64_t {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t left = ZSTD_decompressStream(stream.get(), &to, &from);
    in = in.first(from.pos);
    out = out.first(to.pos);
    return ZSTD_isError(left) ? -1 : static_cast<std::int64_t>(left);
  });
}

}  // namespace meniscus
