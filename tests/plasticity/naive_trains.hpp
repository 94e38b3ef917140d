#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/core/random.hpp"
#include "tests/plasticity/one_synapse.hpp"

namespace meniscus {

/// Spikes of both sides of a synapse in ticks of 0.1 ms, as they take effect: `arrivals` at the
/// synapse (repeated for several at once), `posts` with the lag added. With a lag, spikes of one
/// tick don't see each other; without one, a target's spike sees the arrivals of its tick.
struct Trains {
  std::vector<std::int64_t> arrivals;
  std::vector<std::int64_t> posts;
  std::int64_t delay = 5;
  std::int64_t post_lag = 0;

  /// The engine's synapse under rule R with these spikes.
  template <class R>
  OneSynapseOf<R> synapse(const typename R::Parameters& rule, double weight) const {
    OneSynapseOf<R> one{.rule = rule, .weight = weight, .delay = delay, .post_lag = post_lag};
    for (const std::int64_t tick : arrivals) one.pre.push_back(tick - delay);
    for (const std::int64_t tick : posts) one.post.push_back(tick - post_lag);
    return one;
  }
};

/// Every order of two spikes, coincidences, several arrivals at once, pauses.
inline Trains every_order(std::int64_t post_lag) {
  return {
      .arrivals = {20, 60, 60, 100, 130, 131, 200, 200, 200, 260, 300, 305, 410, 500, 900, 1500},
      .posts = {35, 60, 80, 100, 101, 132, 200, 230, 250, 300, 304, 420, 430, 700, 900, 1490},
      .post_lag = post_lag};
}

/// Poisson trains of 25 and 15 Hz, of which a tenth coincide.
inline Trains random_trains(std::uint32_t which, std::int64_t post_lag) {
  Trains trains{.arrivals = {}, .posts = {}, .post_lag = post_lag};
  RandomStream random({.seed = 11}, which);
  for (std::int64_t tick = 10; tick < 20000; ++tick) {
    const std::uint64_t draw = uniform_index(random, 4000);
    if (draw < 11) trains.arrivals.push_back(tick);
    if (draw == 10 || (draw > 10 && draw < 16)) trains.posts.push_back(tick);
  }
  return trains;
}

/// The naive side: what spikes of a train before a tick (and those of the tick, if asked) leave at
/// it, summed one by one.
struct Past {
  const std::vector<std::int64_t>& spikes;

  /// sum of exp(-(tick - s)/tau) over all of them, or of the last of them alone.
  double trace(std::int64_t tick, double tau, bool with_now, bool nearest = false) const {
    double sum = 0.0;
    for (const std::int64_t s : spikes) {
      if (s > tick || (s == tick && !with_now)) continue;
      const double left = std::exp(-0.1 * static_cast<double>(tick - s) / tau);
      sum = nearest ? left : sum + left;
    }
    return sum;
  }
};

/// Walks over a pair of trains as the definition of a tick says: `visit(arrivals, fires, tick)`
/// is called for every tick with spikes, once with a lag and, where both sides' spikes meet without
/// one, twice.
template <class Visit>
void walk(const Trains& trains, Visit visit) {
  std::map<std::int64_t, std::pair<int, bool>> ticks;
  for (const std::int64_t tick : trains.arrivals) ++ticks[tick].first;
  for (const std::int64_t tick : trains.posts) ticks[tick].second = true;
  for (const auto& [tick, spikes] : ticks) {
    const auto [arrivals, fires] = spikes;
    if (trains.post_lag > 0 || arrivals == 0 || !fires) {
      visit(arrivals, fires, tick);
    } else {
      visit(arrivals, false, tick);
      visit(0, true, tick);
    }
  }
}

/// Whether a post spike sees the arrivals of its own tick.
inline bool sees_arrivals(const Trains& trains) { return trains.post_lag == 0; }

/// Calls `check` with every kind of trains.
template <class Check>
void for_all_trains(Check check) {
  for (const std::int64_t post_lag : {0, 1, 7}) {
    check(every_order(post_lag));
    for (std::uint32_t which = 0; which < 4; ++which) check(random_trains(which, post_lag));
  }
}

}  // namespace meniscus
