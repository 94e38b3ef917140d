#include "sim/config/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

struct Cell {
  double tau_m = 20.0;
  double rate = 0.005;
  std::int64_t size = 1;
  int level = -1;
  bool adapts = false;
  std::string label = "cell";
  std::vector<double> steps{1.0};
  static constexpr auto fields() {
    return std::tuple{field("tau_m", &Cell::tau_m, unit::ms, positive, ""),
                      field("rate", &Cell::rate, unit::Hz, non_negative, ""),
                      field("size", &Cell::size, unit::none, positive, ""),
                      field("level", &Cell::level, unit::none, any_value, ""),
                      field("adapts", &Cell::adapts, unit::none, any_value, ""),
                      field("label", &Cell::label, unit::none, any_value, ""),
                      field("steps", &Cell::steps, unit::mV, any_value, "")};
  }
};

/// Reads `yaml` as a Cell; the complaints go to `message`.
Cell read_cell(const std::string& yaml, std::string& message) {
  Cell cell;
  message = message_of([&] {
    const Node root = parse_yaml(yaml, "m.yaml");
    Diagnostics diagnostics;
    MapReader reader(root, diagnostics, "cell");
    reader.fields(cell);
    reader.finish();
    diagnostics.throw_if_any();
  });
  return cell;
}

std::string cell_message(const std::string& yaml) {
  std::string message;
  read_cell(yaml, message);
  return message;
}

TEST(MapReader, ReadsEveryKindOfField) {
  std::string message;
  const Cell cell = read_cell(
      "tau_m: 10 ms\nrate: 10 Hz\nsize: 5\nlevel: -3\nadapts: true\nlabel: a b\nsteps: [1 mV, 2 "
      "V]\n",
      message);
  EXPECT_EQ(message, "");
  EXPECT_EQ(cell.tau_m, 10.0);
  EXPECT_EQ(cell.rate, 0.01);
  EXPECT_EQ(cell.size, 5);
  EXPECT_EQ(cell.level, -3);
  EXPECT_TRUE(cell.adapts);
  EXPECT_EQ(cell.label, "a b");
  EXPECT_THAT(cell.steps, ::testing::ElementsAre(1.0, 2000.0));
}

TEST(MapReader, KeepsTheDefaultOfWhatIsAbsent) {
  std::string message;
  const Cell cell = read_cell("{}", message);
  EXPECT_EQ(message, "");
  EXPECT_EQ(cell.tau_m, 20.0);
  EXPECT_EQ(cell.label, "cell");
}

TEST(MapReader, FindsEveryErrorAtOnceSortedByPlace) {
  EXPECT_EQ(
      cell_message(
          "level: 99999999999\ntau_mm: 1 ms\nsize: 0\ntau_m: 20 mV\ncolour: red\nadapts: yes\n"),
      "m.yaml:1:8: level: expected a whole number from -2147483648 to 2147483647, got "
      "\"99999999999\"\n"
      "m.yaml:2:1: unknown key \"tau_mm\" in cell (did you mean \"tau_m\"?)\n"
      "m.yaml:3:7: size: expected a whole number >= 1, got \"0\"\n"
      "m.yaml:4:8: tau_m: expected a time > 0, got \"20 mV\" (mV is a unit of voltage)\n"
      "m.yaml:5:1: unknown key \"colour\" in cell "
      "(valid: tau_m, rate, size, level, adapts, label, steps)\n"
      "m.yaml:6:9: adapts: expected true or false, got \"yes\" (write true)");
}

TEST(MapReader, ListsAKeyOnceThatIsAskedForTwice) {
  EXPECT_EQ(message_of([] {
              const Node root = parse_yaml("colour: red", "m.yaml");
              Diagnostics diagnostics;
              MapReader reader(root, diagnostics, "cell");
              for (int time = 0; time < 2; ++time) reader.optional("size");
              reader.finish();
              diagnostics.throw_if_any();
            }),
            "m.yaml:1:1: unknown key \"colour\" in cell (valid: size)");
}

TEST(MapReader, AnythingButAMapIsOneComplaint) {
  EXPECT_EQ(cell_message("[1, 2]"), "m.yaml:1:1: expected a map with the cell's keys, got a list");
  EXPECT_EQ(cell_message("lif"), "m.yaml:1:1: expected a map with the cell's keys, got \"lif\"");
}

TEST(MapReader, MissesRequiredKeys) {
  const auto missing = [](const std::string& value) {
    return complaint_about(value, [](const Node& node, Diagnostics& diagnostics) {
      MapReader reader(node, diagnostics, "population");
      reader.required("model");
      reader.required("size");
    });
  };
  EXPECT_EQ(missing("{model: lif, size: 1}"), "");
  EXPECT_EQ(missing("{size: 1}"), "m.yaml:1:4: v: missing key \"model\" in population");
  EXPECT_EQ(missing("{modle: lif, size: 1}"),
            "m.yaml:1:4: v: missing key \"model\" in population (is \"modle\" meant?)");
  EXPECT_EQ(missing("5"), "m.yaml:1:4: v: expected a map with the population's keys, got \"5\"");
}

TEST(MapReader, ReadsSingleKeysOrTheirFallback) {
  const Node root = parse_yaml("{t: 5 ms, n: 3, on: true, name: x, rule: one}", "m.yaml");
  constexpr std::array<std::string_view, 2> rules{"one", "two"};
  Diagnostics diagnostics;
  MapReader reader(root, diagnostics, "test");
  EXPECT_EQ(reader.quantity("t", unit::ms, positive, 1.0), 5.0);
  EXPECT_EQ(reader.quantity("t2", unit::ms, positive, 1.0), 1.0);
  EXPECT_EQ(reader.integer("n", 0, 9, 1), 3);
  EXPECT_EQ(reader.integer("n2", 0, 9, 1), 1);
  EXPECT_TRUE(reader.boolean("on", false));
  EXPECT_TRUE(reader.boolean("on2", true));
  EXPECT_EQ(reader.string("name", "y"), "x");
  EXPECT_EQ(reader.string("name2", "y"), "y");
  EXPECT_EQ(reader.choice("rule", rules, "rule", "two"), "one");
  EXPECT_EQ(reader.choice("rule2", rules, "rule", "two"), "two");
  reader.finish();
  EXPECT_TRUE(diagnostics.empty());
}

TEST(MapReader, AnOverriddenValueIsBlamedOnTheCommandLine) {
  EXPECT_EQ(
      message_of([] {
        Node root = parse_yaml("tau_m: 20 ms", "m.yaml");
        apply_override(root, "tau_m=20 mV");
        apply_override(root, "tau_x=1 ms");
        Diagnostics diagnostics;
        Cell cell;
        MapReader reader(root, diagnostics, "cell");
        reader.fields(cell);
        reader.finish();
        diagnostics.throw_if_any();
      }),
      "--set tau_m=20 mV: tau_m: expected a time > 0, got \"20 mV\" (mV is a unit of voltage)\n"
      "--set tau_x=1 ms: unknown key \"tau_x\" in cell (did you mean \"tau_m\"?)");
}

Distribution read_weight(const std::string& value, const Range& range = any_value) {
  const Node root = parse_yaml("v: " + value, "m.yaml");
  Diagnostics diagnostics;
  const Distribution result = read_distribution(*root.find("v"), unit::mV, range, diagnostics);
  diagnostics.throw_if_any();
  return result;
}

std::string weight_message(const std::string& value, const Range& range = any_value) {
  return message_of([&] { read_weight(value, range); });
}

TEST(ReadDistribution, ABareQuantityIsConstant) {
  const Distribution d = read_weight("0.8 mV");
  EXPECT_TRUE(d.is_constant());
  EXPECT_EQ(std::get<ConstantValue>(d.law).value, 0.8);
}

TEST(ReadDistribution, ReadsEveryLaw) {
  const Distribution constant_law = read_weight("{constant: 0.8 mV, sign: random}");
  EXPECT_EQ(std::get<ConstantValue>(constant_law.law).value, 0.8);
  EXPECT_TRUE(constant_law.random_sign);
  const Distribution uniform = read_weight("{uniform: {low: 1 mV, high: 2 mV}}");
  EXPECT_EQ(std::get<UniformValue>(uniform.law).low, 1.0);
  EXPECT_EQ(std::get<UniformValue>(uniform.law).high, 2.0);
  const Distribution normal =
      read_weight("{normal: {mean: 1 mV, sd: 0.1 mV}, min: 0 mV, max: 2 mV}");
  EXPECT_EQ(std::get<NormalValue>(normal.law).mean, 1.0);
  EXPECT_EQ(std::get<NormalValue>(normal.law).sd, 0.1);
  EXPECT_EQ(normal.low, 0.0);
  EXPECT_EQ(normal.high, 2.0);
}

TEST(ReadDistribution, LognormalIsGivenByMeanAndSdOfTheValue) {
  const auto law = std::get<LognormalValue>(read_weight("{lognormal: {mean: 2 mV, sd: 3 mV}}").law);
  const double variance = law.sigma * law.sigma;
  EXPECT_NEAR(std::exp(law.mu + variance / 2), 2.0, 1e-14);
  EXPECT_NEAR(std::sqrt(std::expm1(variance)) * std::exp(law.mu + variance / 2), 3.0, 1e-14);
}

TEST(ReadDistribution, WantsExactlyOneLaw) {
  EXPECT_EQ(
      weight_message("{min: 0 mV}"),
      "m.yaml:1:4: v: expected a distribution's law (valid: constant, uniform, normal, lognormal)");
  EXPECT_EQ(weight_message("{constant: 1 mV, uniform: {low: 1 mV, high: 2 mV}}"),
            "m.yaml:1:30: v.uniform: expected one law, got \"uniform\" besides \"constant\"");
  EXPECT_EQ(weight_message("{gamma: 1 mV, constant: 1 mV}"),
            "m.yaml:1:5: v: unknown key \"gamma\" in distribution "
            "(valid: min, max, constant, uniform, normal, lognormal, sign)");
  EXPECT_EQ(weight_message("[1 mV]"),
            "m.yaml:1:4: v: expected a voltage or a distribution, got a list");
}

TEST(ReadDistribution, ChecksEveryNumberOfTheLaw) {
  EXPECT_EQ(weight_message("-1 mV", positive),
            "m.yaml:1:4: v: expected a voltage > 0, got \"-1 mV\"");
  EXPECT_EQ(weight_message("{normal: {mean: 1 mV}}"),
            "m.yaml:1:13: v.normal: missing key \"sd\" in normal law");
  EXPECT_EQ(weight_message("{normal: {mean: 1 mV, std: 1 mV}}"),
            "m.yaml:1:13: v.normal: missing key \"sd\" in normal law (is \"std\" meant?)\n"
            "m.yaml:1:26: v.normal: unknown key \"std\" in normal law (did you mean \"sd\"?)");
  EXPECT_EQ(weight_message("{normal: {mean: 1 mV, sd: -1 mV}}"),
            "m.yaml:1:30: v.normal.sd: expected a voltage >= 0, got \"-1 mV\"");
  EXPECT_EQ(weight_message("{lognormal: {mean: -1 mV, sd: 1 mV}}"),
            "m.yaml:1:23: v.lognormal.mean: expected a voltage > 0, got \"-1 mV\"");
  EXPECT_EQ(weight_message("{uniform: {low: -1 mV, high: 1 mV}}", non_negative),
            "m.yaml:1:20: v.uniform.low: expected a voltage >= 0, got \"-1 mV\"");
}

TEST(ReadDistribution, ChecksTheOrderOfBounds) {
  EXPECT_EQ(weight_message("{uniform: {low: 2 mV, high: 1 mV}}"),
            "m.yaml:1:4: v: low 2 mV is above high 1 mV");
  EXPECT_EQ(weight_message("{normal: {mean: 1 mV, sd: 1 mV}, min: 2 mV, max: 1 mV}"),
            "m.yaml:1:42: v.min: min \"2 mV\" is above max \"1 mV\"");
  EXPECT_EQ(weight_message("{uniform: {low: 1 mV, high: 2 mV}, min: 3 mV}"),
            "m.yaml:1:4: v: no value of the uniform law lies between min and max");
}

TEST(ReadDistribution, RefusesOptionsWithoutEffectOrSense) {
  EXPECT_EQ(weight_message("{constant: 1 mV, min: 0 mV}"),
            "m.yaml:1:26: v.min: a constant has no min and max");
  EXPECT_EQ(weight_message("{constant: 1 mV, sign: negative}"),
            "m.yaml:1:27: v.sign: unknown sign \"negative\" (valid: random)");
  EXPECT_EQ(
      weight_message("{constant: 1 mV, sign: random}", positive),
      "m.yaml:1:27: v.sign: a random sign gives negative values, but expected is a voltage > 0");
}

TEST(ReadDistribution, AnUnboundedLawMustBeCutToTheRange) {
  EXPECT_EQ(weight_message("{normal: {mean: 1 mV, sd: 1 mV}}", positive),
            "m.yaml:1:4: v: a normal law reaches below the allowed values, expected a voltage > 0 "
            "(add min)");
  EXPECT_EQ(weight_message("{normal: {mean: 1 mV, sd: 1 mV}, min: 0.1 mV}", positive), "");
  EXPECT_EQ(weight_message("{lognormal: {mean: 1 mV, sd: 1 mV}}", positive), "");
}

}  // namespace
}  // namespace meniscus
