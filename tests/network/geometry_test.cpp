#include "sim/network/geometry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "sim/core/error.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

StreamKey placement_key(std::uint64_t seed) { return {seed, RandomDomain::placement}; }

std::vector<Point> sorted(std::vector<Point> points) {
  std::ranges::sort(points, {}, [](const Point& p) { return std::tuple{p.x, p.y, p.z}; });
  return points;
}

template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Geometry, GridPointsAreOneApartWithZRunningFastest) {
  const std::vector<Point> expected{{0, 0, 0}, {0, 0, 1}, {0, 0, 2},
                                    {0, 1, 0}, {0, 1, 1}, {0, 1, 2}};
  EXPECT_EQ(grid_positions({1, 2, 3}), expected);
}

TEST(Geometry, SquaredDistanceIsEuclidean) {
  EXPECT_EQ(squared_distance({0, 1, 2}, {3, 5, 14}), 169.0);
}

TEST(Geometry, AGridWithoutPointsIsRefused) {
  EXPECT_EQ(error_of([] {
              grid_positions({10, 0, 10});
            }),
            "expected a grid of 1 to 4294967295 points, got 10 x 0 x 10");
}

TEST(Geometry, AGridOfMorePointsThanIdsIsRefused) {
  EXPECT_EQ(error_of([] {
              grid_positions({65536, 65536, 1});
            }),
            "expected a grid of 1 to 4294967295 points, got 65536 x 65536 x 1");
}

TEST(Geometry, InhibitoryNeuronsAreTheLastOnes) {
  EXPECT_THAT(cell_types(5, 0.4), testing::ElementsAre(0, 0, 0, 1, 1));
}

TEST(Geometry, AnInhibitoryFractionAboveOneIsRefused) {
  EXPECT_EQ(error_of([] { cell_types(5, 1.5); }),
            "expected an inhibitory fraction between 0 and 1, got 1.5");
}

TEST(Geometry, PlacementPutsOneNeuronOnEachPoint) {
  const Placement placement = place_on_grid({10, 10, 10}, 0.2, placement_key(1));
  EXPECT_EQ(sorted(placement.positions), sorted(grid_positions({10, 10, 10})));
  EXPECT_EQ(std::accumulate(placement.inhibitory.begin(), placement.inhibitory.end(), 0), 200);
}

TEST(Geometry, PlacementDependsOnTheSeedOnly) {
  const auto positions = [](std::uint64_t seed) {
    return place_on_grid({5, 5, 5}, 0.2, placement_key(seed)).positions;
  };
  EXPECT_EQ(positions(1), positions(1));
  EXPECT_NE(positions(1), positions(2));
}

TEST(Geometry, EveryPermutationOfThePointsIsEquallyLikely) {
  std::vector<double> observed(24, 0.0);
  for (std::uint64_t seed = 0; seed < 4800; ++seed) {
    const Placement placement = place_on_grid({1, 1, 4}, 0.0, placement_key(seed));
    std::vector<double> order;
    for (const Point& point : placement.positions) order.push_back(point.z);
    std::vector<double> permutation{0, 1, 2, 3};
    std::size_t rank = 0;
    while (permutation != order) std::ranges::next_permutation(permutation), ++rank;
    ++observed[rank];
  }
  EXPECT_GT(chi_square_p_value(observed, std::vector<double>(24, 200.0)), significance);
}

}  // namespace
}  // namespace meniscus
