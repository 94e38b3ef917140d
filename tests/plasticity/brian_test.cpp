// One synapse against Brian2 2.5.1 (numpy target, dt = 0.1 ms), with the trains below:
//
//   S = Synapses(source, target, '''w : 1
//     dx/dt = -x/tau_plus : 1 (event-driven)
//     dy/dt = -y/tau_minus : 1 (event-driven)''',
//     on_pre='''w = clip(w - learning_rate*alpha*w_max*(w/w_max)**mu_minus*y, 0, w_max)
//     x += 1''',
//     on_post='''w = clip(w + learning_rate*w_max*(1 - w/w_max)**mu_plus*x, 0, w_max)
//     y += 1''')
//   S.w = 0.1; S.pre.delay = 1.5*ms; S.pre.order = 0; S.post.order = 1
//
// source and target are SpikeGeneratorGroups; w after 20, 60, 120 and 200 ms. In eight places the
// target fires in the tick of an arrival.

#include <gtest/gtest.h>

#include <array>

#include "tests/plasticity/one_synapse.hpp"

namespace meniscus {
namespace {

constexpr std::array<std::int64_t, 4> read_at{200, 600, 1200, 2000};  // [ticks]

// Ours learns in float32: some twenty roundings of 2^-24 of a weight of 0.1.
constexpr double tolerance = 2e-7;

void expect_brian(const StdpPair::Parameters& rule, const std::array<double, 4>& weights) {
  const OneSynapse synapse{.rule = rule,
                           .weight = 0.1,
                           .pre = {10,  35,  36,  80,  150, 151, 152, 260,  300,  420,
                                   500, 501, 640, 700, 900, 905, 910, 1200, 1500, 1900},
                           .post = {20,  25,  51,  90,  95,  160, 165,  167,  275,  290, 435,
                                    515, 516, 660, 800, 915, 925, 1100, 1515, 1600, 1700},
                           .delay = 15};
  for (std::size_t i = 0; i < read_at.size(); ++i) {
    EXPECT_NEAR(synapse.weight_at(read_at[i]), weights[i], tolerance) << read_at[i] << " ticks";
  }
}

TEST(Brian, HasTheSameWeightUnderMultiplicativeStdp) {
  expect_brian({.tau_plus = 20.0,
                .tau_minus = 20.0,
                .learning_rate = 0.02,
                .alpha = 1.2,
                .w_max = 0.3,
                .mu_plus = 1.0,
                .mu_minus = 1.0},
               {0.120708905, 0.138197815, 0.146945028, 0.147775530});
}

TEST(Brian, HasTheSameWeightUnderAdditiveStdp) {
  expect_brian({.tau_plus = 15.0,
                .tau_minus = 30.0,
                .learning_rate = 0.05,
                .alpha = 0.9,
                .w_max = 0.3,
                .mu_plus = 0.0,
                .mu_minus = 0.0},
               {0.073602070, 0.052762645, 0.069729822, 0.041147227});
}

TEST(Brian, HasTheSameWeightUnderAPowerOfTheWeight) {
  expect_brian({.tau_plus = 10.0,
                .tau_minus = 25.0,
                .learning_rate = 0.05,
                .alpha = 1.1,
                .w_max = 0.3,
                .mu_plus = 0.4,
                .mu_minus = 0.4},
               {0.079162462, 0.058543512, 0.059142907, 0.053505049});
}

}  // namespace
}  // namespace meniscus
