#include "sim/config/suggestion.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace meniscus {
namespace {

constexpr std::array<std::string_view, 5> names{"tau_m", "tau_syn", "v_th", "v_reset", "t_ref"};

TEST(Suggestion, FindsOneInsertedMissingOrChangedLetter) {
  EXPECT_EQ(nearest("tau_mm", names), "tau_m");
  EXPECT_EQ(nearest("tau_sy", names), "tau_syn");
  EXPECT_EQ(nearest("v_rezet", names), "v_reset");
}

TEST(Suggestion, CountsASwapOfNeighboursOnce) {
  constexpr std::array<std::string_view, 1> one{"abc"};
  EXPECT_EQ(nearest("acb", one), "abc");
}

TEST(Suggestion, IgnoresCase) { EXPECT_EQ(nearest("V_TH", names), "v_th"); }

TEST(Suggestion, KnowsTheNamesOfOtherSimulators) {
  EXPECT_EQ(nearest("tau_refrac", names), "t_ref");
  EXPECT_EQ(nearest("V_thresh", names), "v_th");
  EXPECT_EQ(suggestion_text("refractory", names), "did you mean \"t_ref\"?");
  constexpr std::array<std::string_view, 1> others{"tau_m"};
  EXPECT_EQ(nearest("refractory", others), "") << "not valid there";
}

TEST(Suggestion, PrefersTheNearer) {
  constexpr std::array<std::string_view, 2> two{"weights", "weight"};
  EXPECT_EQ(nearest("wieght", two), "weight");
}

TEST(Suggestion, FindsNothingForAStranger) {
  EXPECT_EQ(nearest("colour", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), names), "");
}

TEST(Suggestion, AsksOrListsTheValidNames) {
  EXPECT_EQ(suggestion_text("tau_mm", names), "did you mean \"tau_m\"?");
  EXPECT_EQ(suggestion_text("colour", names), "valid: tau_m, tau_syn, v_th, v_reset, t_ref");
  EXPECT_EQ(suggestion_text("colour", {}), "");
}

TEST(Suggestion, CutsALongList) {
  const std::vector<std::string_view> many(25, "x");
  const std::string text = suggestion_text("colour", many);
  EXPECT_EQ(text.substr(text.size() - 9), "x, x, ...");
}

}  // namespace
}  // namespace meniscus
