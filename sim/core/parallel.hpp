#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace meniscus {

/// Threads that stay at hand between loops, for whoever runs many short ones: waking them takes
/// microseconds, a new arena for each loop some hundred.
class Workers {
 public:
  /// Throws ConfigError for threads < 1.
  explicit Workers(int threads);
  Workers(Workers&&) noexcept;
  Workers& operator=(Workers&&) noexcept;
  ~Workers();

  int threads() const { return threads_; }

  /// Runs `body(piece, worker)` for the pieces 0 … pieces-1, in any order, at most threads() at
  /// once. `worker` is in 0 … threads()-1 and differs between bodies that run at the same time, so
  /// it may own scratch state. One thread runs the pieces in order on the caller's. Returns when
  /// all are done; an exception of a body ends the loop and is thrown on.
  void for_each_piece(std::size_t pieces,
                      const std::function<void(std::size_t piece, int worker)>& body);

 private:
  class Crew;

  int threads_;
  std::unique_ptr<Crew> crew_;  ///< null for one thread
};

/// The same for a single loop.
void for_each_piece(int threads, std::size_t pieces,
                    const std::function<void(std::size_t piece, int worker)>& body);

/// A run of items, first … last-1.
struct Chunk {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// 0 … items-1 in chunks of `size`; the last one may be shorter. size >= 1.
std::vector<Chunk> fixed_chunks(std::size_t items, std::size_t size);

/// Sums with the same bits for any number of threads: `partial(chunk, worker)` gives the result of
/// each of `chunks` (fixed_chunks), `combine(total, part)` adds it to `total`, in the order of the
/// chunks. Holds all partial results at once; they start value-initialised.
template <class Result, class Partial, class Combine>
Result ordered_reduce(int threads, const std::vector<Chunk>& chunks, Result total, Partial partial,
                      Combine combine) {
  std::vector<Result> parts(chunks.size());
  for_each_piece(threads, chunks.size(), [&](std::size_t piece, int worker) {
    parts[piece] = partial(chunks[piece], worker);
  });
  for (Result& part : parts) combine(total, part);
  return total;
}

}  // namespace meniscus
