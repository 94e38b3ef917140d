#include "sim/network/calendar.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/core/distributions.hpp"

namespace meniscus {
namespace {

std::multiset<std::uint32_t> due_at(Calendar& calendar, std::int64_t tick) {
  std::multiset<std::uint32_t> due;
  calendar.for_each_due(Time{tick}, [&](std::uint32_t neuron) { due.insert(neuron); });
  return due;
}

TEST(Calendar, NamesANeuronAtTheTickItIsDueAndOnlyThere) {
  Calendar calendar;
  calendar.restart(3);
  calendar.plan(0, 2, Time{0});
  calendar.plan(1, 2, Time{0});
  calendar.plan(2, never, Time{0});
  EXPECT_TRUE(due_at(calendar, 1).empty());
  EXPECT_EQ(due_at(calendar, 2), (std::multiset<std::uint32_t>{0, 1}));
  for (std::int64_t t = 3; t < 1000; ++t) EXPECT_TRUE(due_at(calendar, t).empty());
}

TEST(Calendar, ForgetsWhatWasPlannedBefore) {
  Calendar calendar;
  calendar.restart(2);
  calendar.plan(0, 5, Time{0});
  calendar.plan(0, 3, Time{0});
  calendar.plan(1, 3, Time{0});
  calendar.plan(1, never, Time{0});
  for (std::int64_t t = 1; t < 10; ++t) {
    EXPECT_EQ(due_at(calendar, t).size(), t == 3 ? 1u : 0u) << t;
  }
  calendar.plan(0, 12, Time{9});
  calendar.restart(2);
  for (std::int64_t t = 10; t < 20; ++t) EXPECT_TRUE(due_at(calendar, t).empty());
}

/// Random plans, near and far, made at random and at the neurons' own turns, against a map.
TEST(Calendar, AgreesWithAPlainMap) {
  constexpr std::uint32_t neurons = 20;
  RandomStream random({.seed = 3}, 0);
  const auto later = [&](std::int64_t now) {
    constexpr std::int64_t spans[] = {1, 3, 100, 256, 5000};
    const std::uint64_t span = uniform_index(random, 6);
    return span == 5 ? never
                     : now + 1 +
                           static_cast<std::int64_t>(
                               uniform_index(random, static_cast<std::uint64_t>(spans[span])));
  };
  Calendar calendar;
  calendar.restart(neurons);
  std::map<std::uint32_t, std::int64_t> plain;
  std::size_t looks = 0;
  for (std::int64_t t = 1; t < 50'000; ++t) {
    std::multiset<std::uint32_t> expected;
    for (const auto& [neuron, due] : plain) {
      if (due == t) expected.insert(neuron);
    }
    std::multiset<std::uint32_t> due;
    calendar.for_each_due(Time{t}, [&](std::uint32_t neuron) {
      due.insert(neuron);
      calendar.plan(neuron, plain[neuron] = later(t), Time{t});
    });
    ASSERT_EQ(due, expected) << t;
    looks += due.size();
    if (uniform_index(random, 4) == 0) {
      const auto neuron = static_cast<std::uint32_t>(uniform_index(random, neurons));
      calendar.plan(neuron, plain[neuron] = later(t), Time{t});
    }
  }
  EXPECT_GT(looks, 5000u);
}

}  // namespace
}  // namespace meniscus
