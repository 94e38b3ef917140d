#include "sim/core/parallel.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sim/core/error.hpp"

namespace meniscus {
namespace {

class ForEachPiece : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Threads, ForEachPiece, testing::Values(1, 2, 3));

TEST_P(ForEachPiece, RunsEveryPieceOnce) {
  std::vector<std::atomic<int>> runs(1000);
  for_each_piece(GetParam(), runs.size(), [&](std::size_t piece, int) { ++runs[piece]; });
  for (const auto& count : runs) EXPECT_EQ(count, 1);
  for_each_piece(GetParam(), 0, [&](std::size_t, int) { FAIL() << "there is no piece"; });
}

TEST_P(ForEachPiece, GivesConcurrentBodiesDifferentWorkersBelowTheLimit) {
  std::vector<std::atomic<int>> inside(static_cast<std::size_t>(GetParam()));
  std::atomic<bool> clash = false;
  for_each_piece(GetParam(), 2000, [&](std::size_t, int worker) {
    std::atomic<int>& mine = inside.at(static_cast<std::size_t>(worker));
    if (++mine > 1) clash = true;
    std::this_thread::yield();
    --mine;
  });
  EXPECT_FALSE(clash);
}

TEST_P(ForEachPiece, ThrowsOnWhatABodyThrows) {
  const auto body = [](std::size_t piece, int) {
    if (piece == 37) throw std::runtime_error("piece 37");
  };
  try {
    for_each_piece(GetParam(), 100, body);
    FAIL() << "expected an exception";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "piece 37");
  }
}

TEST_P(ForEachPiece, CanBeNested) {
  std::atomic<int> runs = 0;
  for_each_piece(GetParam(), 10, [&](std::size_t, int) {
    for_each_piece(GetParam(), 10, [&](std::size_t, int) { ++runs; });
  });
  EXPECT_EQ(runs, 100);
}

TEST_P(ForEachPiece, RunsAsManyPiecesAtOnceAsThreads) {
  const int threads = GetParam();
  std::atomic<int> arrived = 0, met = 0;
  for_each_piece(threads, static_cast<std::size_t>(threads), [&](std::size_t, int) {
    ++arrived;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < threads && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    met += arrived == threads;
  });
  EXPECT_EQ(met, threads);
}

TEST_P(ForEachPiece, StaysGoodForManyLoops) {
  Workers workers(GetParam());
  std::atomic<std::size_t> runs = 0;
  for (std::size_t loop = 1; loop <= 20000; ++loop) {
    const std::size_t pieces = loop % 7;
    runs = 0;
    workers.for_each_piece(pieces, [&](std::size_t, int) { ++runs; });
    ASSERT_EQ(runs, pieces) << loop;
  }
}

TEST_P(ForEachPiece, WakesThreadsThatWentToSleep) {
  Workers workers(GetParam());
  for (int loop = 0; loop < 3; ++loop) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::atomic<int> arrived = 0;
    workers.for_each_piece(static_cast<std::size_t>(GetParam()), [&](std::size_t, int) {
      ++arrived;
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (arrived < GetParam() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
      }
    });
    EXPECT_EQ(arrived, GetParam());
  }
}

TEST_P(ForEachPiece, GoesOnAfterAnException) {
  Workers workers(GetParam());
  const auto fail = [](std::size_t, int) { throw std::runtime_error("fails"); };
  std::atomic<int> runs = 0;
  for (int loop = 0; loop < 100; ++loop) {
    EXPECT_THROW(workers.for_each_piece(8, fail), std::runtime_error);
    workers.for_each_piece(8, [&](std::size_t, int) { ++runs; });
  }
  EXPECT_EQ(runs, 800);
}

TEST(ForEachPieceOnTooManyThreads, IsAConfigErrorWhereTheSystemRefusesThem) {
#ifdef MENISCUS_SANITIZED
  GTEST_SKIP() << "a sanitizer's own memory is above any limit";
#endif
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &old), 0);
  const rlimit low{.rlim_cur = rlim_t{1} << 30, .rlim_max = old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_AS, &low), 0);
  EXPECT_THROW(Workers(60000), ConfigError);  // 8 MiB of stack each
  setrlimit(RLIMIT_AS, &old);
}

TEST(ForEachPieceOnOneThread, RunsInOrder) {
  std::vector<std::size_t> order;
  for_each_piece(1, 5, [&](std::size_t piece, int) { order.push_back(piece); });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(ForEachPieceOnNoThread, IsAConfigError) {
  EXPECT_THROW(for_each_piece(0, 5, [](std::size_t, int) {}), ConfigError);
}

TEST(FixedChunks, CoverAllItemsAndEndWithTheRest) {
  const auto chunks = fixed_chunks(10, 4);
  ASSERT_EQ(chunks.size(), 3u);
  EXPECT_EQ(chunks[1].first, 4u);
  EXPECT_EQ(chunks[1].last, 8u);
  EXPECT_EQ(chunks[2].last, 10u);
  EXPECT_TRUE(fixed_chunks(0, 4).empty());
}

/// 1 + 1/2 + … + 1/n.
double harmonic(int threads, std::size_t n) {
  return ordered_reduce(
      threads, fixed_chunks(n, 64), 0.0,
      [](Chunk chunk, int) {
        double sum = 0.0;
        for (std::size_t i = chunk.first; i < chunk.last; ++i)
          sum += 1.0 / static_cast<double>(i + 1);
        return sum;
      },
      [](double& total, double part) { total += part; });
}

TEST(OrderedReduce, HasTheSameBitsForAnyNumberOfThreads) {
  EXPECT_EQ(harmonic(2, 100000), harmonic(1, 100000));
  EXPECT_EQ(harmonic(3, 100000), harmonic(1, 100000));
  EXPECT_NEAR(harmonic(1, 100000), 12.090146129863428, 1e-12);
}

TEST(OrderedReduce, CombinesInTheOrderOfTheChunks) {
  const auto joined = ordered_reduce(
      3, fixed_chunks(26, 4), std::string(">"),
      [](Chunk chunk, int) {
        std::string text;
        for (std::size_t i = chunk.first; i < chunk.last; ++i) text += static_cast<char>('a' + i);
        return text;
      },
      [](std::string& total, const std::string& part) { total += part; });
  EXPECT_EQ(joined, ">abcdefghijklmnopqrstuvwxyz");
}

}  // namespace
}  // namespace meniscus
