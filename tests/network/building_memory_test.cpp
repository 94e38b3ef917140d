// Building a network takes little more memory than the network itself.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "models/neurons/lif.hpp"
#include "sim/network/network_builder.hpp"

#ifdef MENISCUS_SANITIZED
constexpr bool sanitized = true;  // sanitizers keep memory of their own
#else
constexpr bool sanitized = false;
#endif

namespace meniscus {
namespace {

constexpr std::uint32_t neurons = 20000;

/// A line of /proc/self/status [B].
double status_bytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0.0;
    if (word == key && status >> kilobytes) return 1024.0 * kilobytes;
  }
  return 0.0;
}

/// Highest resident memory while building, above that before, over what the synapses take in the
/// end.
double peak_over_final(const ConnectionRule& rule, const SynapseLaw& law) {
  const double before = status_bytes("VmRSS:");
  NetworkBuilder builder(Resolution(0.1), 1);
  const auto cells = builder.add<Lif>("cells", neurons);
  builder.connect(cells, cells, rule, law);
  const Network network = builder.build();
  return (status_bytes("VmHWM:") - before) / static_cast<double>(network.synapse_bytes());
}

/// The same measured in a process of its own, which no other test has given memory to.
double fresh_peak_over_final(const ConnectionRule& rule, const SynapseLaw& law) {
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) return 0.0;
  const pid_t child = ::fork();
  if (child == 0) {
    const double peak = peak_over_final(rule, law);
    const bool written = ::write(pipe_ends[1], &peak, sizeof peak) == sizeof peak;
    ::_exit(written ? 0 : 1);
  }
  double peak = 0.0;
  ::close(pipe_ends[1]);
  if (::read(pipe_ends[0], &peak, sizeof peak) != sizeof peak) peak = 0.0;
  ::close(pipe_ends[0]);
  ::waitpid(child, nullptr, 0);
  return peak;
}

class BuildingMemory : public testing::Test {
 protected:
  void SetUp() override {
    if (sanitized) GTEST_SKIP() << "sanitizers keep memory of their own";
  }
};

void expect_little_more(double peak_over_final) {
  EXPECT_GE(peak_over_final, 0.95);  // else it wasn't measured
  EXPECT_LE(peak_over_final, 1.5);
}

TEST_F(BuildingMemory, StaysWithinThatOfTheNetworkForThirtyMillionSharedWeights) {
  expect_little_more(fresh_peak_over_final(FixedIndegree{.indegree = 1500}, {}));
}

TEST_F(BuildingMemory, StaysWithinThatOfTheNetworkForDrawnWeightsAndDelays) {
  const SynapseLaw law{.weight = {.law = NormalValue{1.0, 0.1}, .low = 0.0},
                       .delay = {.law = NormalValue{1.5, 0.75}, .low = 0.1}};
  expect_little_more(fresh_peak_over_final(PairwiseBernoulli{.p = 0.01}, law));
}

}  // namespace
}  // namespace meniscus
