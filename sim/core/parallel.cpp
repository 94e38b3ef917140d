#include "sim/core/parallel.hpp"

// The one door to oneTBB.
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <optional>

#include "sim/core/aligned_vector.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

struct Workers::Arena {
  explicit Arena(int threads) : arena(threads) {
    // By itself TBB takes no more threads than there are cores, and prints a warning.
    if (threads > oneapi::tbb::info::default_concurrency()) {
      limit.emplace(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    }
  }

  std::optional<oneapi::tbb::global_control> limit;
  oneapi::tbb::task_arena arena;  ///< gives each of its threads a slot below `threads`
};

Workers::Workers(int threads) : threads_(threads) {
  if (threads < 1) throw ConfigError(fmt::format("expected at least 1 thread, got {}", threads));
  if (threads > 1) arena_ = std::make_unique<Arena>(threads);
}

Workers::Workers(Workers&&) noexcept = default;
Workers& Workers::operator=(Workers&&) noexcept = default;
Workers::~Workers() = default;

void Workers::for_each_piece(std::size_t pieces,
                             const std::function<void(std::size_t piece, int worker)>& body) {
  if (threads_ == 1 || pieces <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) body(piece, 0);
    return;
  }
  // A thread keeps its pieces from loop to loop, and with them what its cache holds of them: it
  // takes every threads()-th, and helps the others when it is done.
  struct alignas(cache_line) Share {
    std::atomic<std::size_t> next{0};
  };
  const auto workers = static_cast<std::size_t>(threads_);
  std::vector<Share> shares(workers);
  const auto work = [&](std::size_t first, int worker) {
    for (std::size_t k = 0; k < workers; ++k) {
      const std::size_t share = (first + k) % workers;
      for (std::size_t piece; (piece = share + workers * shares[share].next++) < pieces;) {
        body(piece, worker);
      }
    }
  };
  arena_->arena.execute([&] {
    oneapi::tbb::parallel_for(
        std::size_t{0}, workers,
        [&](std::size_t share) {
          work(share, oneapi::tbb::this_task_arena::current_thread_index());
        },
        oneapi::tbb::simple_partitioner{});
  });
}

void for_each_piece(int threads, std::size_t pieces,
                    const std::function<void(std::size_t piece, int worker)>& body) {
  Workers(threads).for_each_piece(pieces, body);
}

std::vector<Chunk> fixed_chunks(std::size_t items, std::size_t size) {
  assert(size >= 1);
  std::vector<Chunk> chunks;
  for (std::size_t first = 0; first < items; first += size) {
    chunks.push_back({first, std::min(first + size, items)});
  }
  return chunks;
}

}  // namespace meniscus
