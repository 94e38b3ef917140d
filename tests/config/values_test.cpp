#include "sim/config/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

using ::testing::ElementsAre;

/// What `read` makes of the value, which must be good.
template <class Read>
auto value_of(const std::string& value, Read read) {
  const Node root = parse_yaml("v: " + value, "m.yaml");
  Diagnostics diagnostics;
  auto result = read(*root.find("v"), diagnostics);
  diagnostics.throw_if_any();
  return result;
}

constexpr auto time = [](const Node& n, Diagnostics& d) {
  return read_quantity(n, unit::ms, positive, d);
};
constexpr auto number = [](const Node& n, Diagnostics& d) {
  return read_quantity(n, unit::none, fraction, d);
};
constexpr auto times = [](const Node& n, Diagnostics& d) {
  return read_quantities(n, unit::ms, positive, d);
};
constexpr auto size = [](const Node& n, Diagnostics& d) { return read_integer(n, 1, 1000, d); };
constexpr auto indices = [](const Node& n, Diagnostics& d) { return read_index_range(n, 10, d); };
constexpr auto model = [](const Node& n, Diagnostics& d) {
  static constexpr std::array<std::string_view, 3> models{"lif", "lif_exp", "izhikevich"};
  return read_choice(n, models, "neuron model", d);
};

TEST(ReadQuantity, ReadsPlainAndQuotedText) {
  EXPECT_EQ(value_of("20 ms", time), 20.0);
  EXPECT_EQ(value_of("\"20 ms\"", time), 20.0);
  EXPECT_EQ(value_of("0.25", number), 0.25);
}

TEST(ReadQuantity, ComplainsWithPlaceAndPath) {
  EXPECT_EQ(complaint_about("20 mV", time),
            "m.yaml:1:4: v: expected a time > 0, got \"20 mV\" (mV is a unit of voltage)");
  EXPECT_EQ(complaint_about("20", time),
            "m.yaml:1:4: v: expected a time such as \"20 ms\", got \"20\" (add a unit)");
  EXPECT_EQ(complaint_about("", time), "m.yaml:1:1: v: expected a time > 0, got nothing");
  EXPECT_EQ(complaint_about("[1 ms]", time), "m.yaml:1:4: v: expected a time > 0, got a list");
  EXPECT_EQ(complaint_about("{a: 1 ms}", time), "m.yaml:1:4: v: expected a time > 0, got a map");
}

TEST(ReadQuantity, ANumberInQuotesIsAText) {
  EXPECT_EQ(
      complaint_about("\"0.5\"", number),
      "m.yaml:1:4: v: expected a number between 0 and 1, got the text \"0.5\" (remove the quotes)");
}

TEST(ReadQuantity, GoesOnWithSomethingInTheRange) {
  const Node root = parse_yaml("nonsense", "m.yaml");
  Diagnostics diagnostics;
  EXPECT_TRUE(positive.contains(read_quantity(root, unit::ms, positive, diagnostics)));
  EXPECT_TRUE(fraction.contains(read_quantity(root, unit::none, fraction, diagnostics)));
  EXPECT_EQ(read_integer(root, 5, 9, diagnostics), 5);
  EXPECT_EQ(diagnostics.size(), 3u);
}

TEST(ReadQuantities, ReadsAList) {
  EXPECT_THAT(value_of("[1 ms, 2 s]", times), ElementsAre(1.0, 2000.0));
}

TEST(ReadQuantities, ComplainsAboutItemsAndSingles) {
  EXPECT_EQ(complaint_about("[1 ms, 2]", times),
            "m.yaml:1:11: v[1]: expected a time such as \"20 ms\", got \"2\" (add a unit)");
  EXPECT_EQ(complaint_about("5 ms", times),
            "m.yaml:1:4: v: expected a list, each item a time > 0, got \"5 ms\" (write [5 ms])");
}

TEST(ReadInteger, ReadsDecimalDigits) {
  EXPECT_EQ(value_of("1000", size), 1000);
  EXPECT_EQ(value_of("-7", [](auto& n, auto& d) { return read_integer(n, -9, 9, d); }), -7);
}

TEST(ReadInteger, RefusesEverythingElse) {
  const std::string expected = "m.yaml:1:4: v: expected a whole number from 1 to 1000, got ";
  EXPECT_EQ(complaint_about("0", size), expected + "\"0\"");
  EXPECT_EQ(complaint_about("1001", size), expected + "\"1001\"");
  EXPECT_EQ(complaint_about("99999999999999999999", size), expected + "\"99999999999999999999\"");
  EXPECT_EQ(complaint_about("1.5", size), expected + "\"1.5\"");
  EXPECT_EQ(complaint_about("1e2", size), expected + "\"1e2\" (write 100)");
  EXPECT_EQ(complaint_about("010", size), expected + "\"010\" (remove the leading zero)");
  EXPECT_EQ(complaint_about("1_000", size),
            expected + "\"1_000\" (write the digits without separators)");
  EXPECT_EQ(complaint_about("0x10", size), expected + "\"0x10\" (write it as a decimal number)");
  EXPECT_EQ(complaint_about("\"7\"", size), expected + "\"7\" (remove the quotes)");
  EXPECT_EQ(complaint_about("10 ms", size), expected + "\"10 ms\" (leave out the unit)");
  EXPECT_EQ(complaint_about(".inf", size), expected + "\".inf\" (only finite numbers are allowed)");
  EXPECT_EQ(complaint_about("many", size), expected + "\"many\"");
  EXPECT_EQ(complaint_about("{a: 1}", size), expected + "a map");
}

TEST(ReadInteger, LeavesOutBoundsThatDoNotBind) {
  EXPECT_EQ(complaint_about("x",
                            [](auto& n, auto& d) {
                              read_integer(n, 0, std::numeric_limits<std::int64_t>::max(), d);
                            }),
            "m.yaml:1:4: v: expected a whole number >= 0, got \"x\"");
}

TEST(ReadBool, KnowsTrueAndFalseOnly) {
  EXPECT_TRUE(value_of("true", read_bool));
  EXPECT_FALSE(value_of("false", read_bool));
  const std::string expected = "m.yaml:1:4: v: expected true or false, got ";
  EXPECT_EQ(complaint_about("yes", read_bool), expected + "\"yes\" (write true)");
  EXPECT_EQ(complaint_about("True", read_bool), expected + "\"True\" (write true)");
  EXPECT_EQ(complaint_about("off", read_bool), expected + "\"off\" (write false)");
  EXPECT_EQ(complaint_about("\"true\"", read_bool), expected + "\"true\" (write true)");
  EXPECT_EQ(complaint_about("maybe", read_bool), expected + "\"maybe\"");
}

TEST(ReadString, TakesAnyScalar) {
  EXPECT_EQ(value_of("liquid 1", read_string), "liquid 1");
  EXPECT_EQ(value_of("5", read_string), "5");
  EXPECT_EQ(complaint_about("[a]", read_string), "m.yaml:1:4: v: expected a text, got a list");
  EXPECT_EQ(complaint_about("", read_string), "m.yaml:1:1: v: expected a text, got nothing");
}

TEST(ReadStrings, TakesOneOrAList) {
  EXPECT_THAT(value_of("exc", read_strings), ElementsAre("exc"));
  EXPECT_THAT(value_of("[exc, inh]", read_strings), ElementsAre("exc", "inh"));
  EXPECT_EQ(complaint_about("{a: 1}", read_strings),
            "m.yaml:1:4: v: expected a text or a list of texts, got a map");
  EXPECT_EQ(complaint_about("[exc, ~]", read_strings),
            "m.yaml:1:10: v[1]: expected a text, got nothing");
}

TEST(ReadChoice, NamesTheNearestOrAll) {
  EXPECT_EQ(value_of("lif_exp", model), "lif_exp");
  EXPECT_EQ(complaint_about("lif_exx", model),
            "m.yaml:1:4: v: unknown neuron model \"lif_exx\" (did you mean \"lif_exp\"?)");
  EXPECT_EQ(complaint_about("hodgkin", model),
            "m.yaml:1:4: v: unknown neuron model \"hodgkin\" (valid: lif, lif_exp, izhikevich)");
  EXPECT_EQ(complaint_about("[lif]", model),
            "m.yaml:1:4: v: expected the name of a neuron model, got a list (valid: lif, lif_exp, "
            "izhikevich)");
}

TEST(ReadIndexRange, ReadsRangesListsAndAll) {
  EXPECT_THAT(value_of("2..4", indices), ElementsAre(2, 3, 4));
  EXPECT_THAT(value_of("7", indices), ElementsAre(7));
  EXPECT_THAT(value_of("[7, 0, 2..3]", indices), ElementsAre(7, 0, 2, 3));
  EXPECT_EQ(value_of("all", indices).size(), 10u);
  EXPECT_EQ(value_of("0..9", indices).size(), 10u);
}

TEST(ReadIndexRange, ChecksBoundsOrderAndRepetition) {
  EXPECT_EQ(complaint_about("0..10", indices),
            "m.yaml:1:4: v: expected indices from 0 to 9, got \"0..10\"");
  EXPECT_EQ(complaint_about("[3, -1]", indices),
            "m.yaml:1:8: v[1]: expected indices from 0 to 9, got \"-1\"");
  EXPECT_EQ(complaint_about("4..2", indices),
            "m.yaml:1:4: v: expected a range that goes up, got \"4..2\" (write 2..4)");
  EXPECT_EQ(complaint_about("[1, 0..3]", indices), "m.yaml:1:4: v: index 1 occurs more than once");
  EXPECT_EQ(complaint_about("some", indices),
            "m.yaml:1:4: v: expected an index, a range such as 0..9, or all, got \"some\"");
  EXPECT_EQ(complaint_about("0..", indices),
            "m.yaml:1:4: v: expected an index, a range such as 0..9, or all, got \"0..\"");
  EXPECT_EQ(complaint_about("0", [](auto& n, auto& d) { read_index_range(n, 0, d); }),
            "m.yaml:1:4: v: expected an index, got \"0\" (there is nothing to choose from)");
}

}  // namespace
}  // namespace meniscus
