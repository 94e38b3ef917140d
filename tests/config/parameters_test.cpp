#include "sim/config/parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/config/values.hpp"
#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

Node resolved(const std::string& yaml) {
  Budget budget;
  Node root = parse_yaml(yaml, "m.yaml", budget);
  resolve_parameters(root, budget);
  return root;
}

std::string message(const std::string& yaml) {
  return message_of([&] { resolved(yaml); });
}

TEST(Parameters, StandForTheirValues) {
  const Node root = resolved(
      "parameters: {n: 100, tau: 20 ms, name: demo, on: true}\n"
      "size: ${n}\nlist: [1, \"${n}\"]\nmap: {tau_m: \"${tau}\"}\nname: ${name}\non: ${on}\n");
  EXPECT_TRUE(root == parse_yaml("size: 100\nlist: [1, 100]\nmap: {tau_m: 20 ms}\nname: demo\n"
                                 "on: true\n",
                                 "m.yaml"));
}

TEST(Parameters, StandForWholeListsAndMaps) {
  const Node root = resolved(
      "parameters: {grid: [2, \"${n}\"], n: 3, cell: {tau_m: 20 ms}}\n"
      "a: ${grid}\nb: {cell: \"${cell}\"}\n");
  EXPECT_TRUE(root == parse_yaml("a: [2, 3]\nb: {cell: {tau_m: 20 ms}}\n", "m.yaml"));
  EXPECT_EQ(root.find("a")->items()[1].path(), "a[1]");
  EXPECT_EQ(root.find("b")->find("cell")->find("tau_m")->path(), "b.cell.tau_m");
  EXPECT_EQ(message("parameters: {l: [1]}\na: x${l}\n"),
            "m.yaml:2:4: a: ${l} is a list, which can only stand alone");
}

TEST(Parameters, MayNameEachOtherInAnyOrder) {
  const Node root = resolved("parameters:\n  a: ${b} * 2\n  b: ${c} + 1\n  c: 3\nv: ${a}\n");
  EXPECT_EQ(root.find("v")->text(), "8");
}

TEST(Parameters, AreInsertedIntoTexts) {
  const Node root = resolved(
      "parameters: {n: 100, name: demo}\n"
      "output: results/${name}_${n}.h5\nrange: 0..${n}\ndescription: about ${n} neurons\n");
  EXPECT_EQ(root.find("output")->text(), "results/demo_100.h5");
  EXPECT_EQ(root.find("range")->text(), "0..100");
  EXPECT_FALSE(root.find("range")->quoted());
  EXPECT_EQ(root.find("description")->text(), "about 100 neurons");
}

TEST(Parameters, GiveAFileThatReadsBackAsItself) {
  const Node root = resolved(
      "parameters: {a: 'x: [y', b: -5 mV, c: '5'}\nv: ${a} z\nw: ${b} * 2\nx: ${c}\ny: '${a}'\n");
  EXPECT_TRUE(parse_yaml(to_yaml(root), "m.yaml") == root) << to_yaml(root);
  EXPECT_EQ(to_yaml(root), "v: \"x: [y z\"\nw: -10 mV\nx: \"5\"\ny: \"x: [y\"\n");
}

TEST(Parameters, AMessageAboutAComputedValueTellsItsFormula) {
  const Node root = resolved("parameters: {n: 10}\nv: ${n} / 4\n");
  Diagnostics diagnostics;
  read_integer(*root.find("v"), 0, 100, diagnostics);
  EXPECT_EQ(message_of([&] { diagnostics.throw_if_any(); }),
            "m.yaml:2:4: v: expected a whole number from 0 to 100, got \"2.5\", computed from "
            "\"${n} / 4\"");
}

TEST(Parameters, UnknownOnesAreToldWithTheNearestName) {
  EXPECT_EQ(message("parameters: {tau_m: 1 ms}\na: ${tau_n}\nb: ${tau_m}\n"),
            "m.yaml:2:4: a: no parameter is called \"tau_n\" (did you mean \"tau_m\"?)");
  EXPECT_EQ(message("a: ${x}\n"),
            "m.yaml:1:4: a: no parameter is called \"x\" (they stand in a section "
            "\"parameters\")");
}

TEST(Parameters, ACircleIsToldWithItsChain) {
  EXPECT_EQ(message("parameters:\n  a: ${b}\n  b: ${c} + 1\n  c: ${a}\nv: ${b}\n"),
            "m.yaml:2:6: parameters.a: parameters go in a circle: b -> c -> a -> b");
  EXPECT_EQ(message("parameters: {a: \"${a}\"}\n"),
            "m.yaml:1:17: parameters.a: parameters go in a circle: a -> a");
}

TEST(Parameters, EveryMistakeIsToldAtOnce) {
  EXPECT_EQ(message("parameters: {t: 1 ms, v: 1 mV}\na: ${t} + ${v}\nb: ${}\nc: ${tt}\n"),
            "m.yaml:2:4: a: expected two values of one kind around \"+\", got a time and a "
            "voltage in \"${t} + ${v}\"\n"
            "m.yaml:3:4: b: expected a parameter's name in ${...}, got \"\" (arithmetic stands "
            "outside of it: ${n} * 2)\n"
            "m.yaml:4:4: c: no parameter is called \"tt\" (valid: t, v)");
}

TEST(Parameters, RefusesTheUnusedTheUnnamableAndKeys) {
  EXPECT_EQ(
      message("parameters: {n: 1, m: 2}\na: ${n}\n"),
      "m.yaml:1:23: parameters.m: no value uses the parameter \"m\" (write ${m} where it belongs)");
  EXPECT_EQ(message("parameters: {tau-m: 1}\n"),
            "m.yaml:1:14: parameters: \"tau-m\" can't name a parameter (letters, digits and \"_\" "
            "can)");
  EXPECT_EQ(message("parameters: [1]\n"),
            "m.yaml:1:13: parameters: expected a map of parameters, got a list");
  EXPECT_THAT(message("parameters: {n: 1}\na${n}: ${n}\n"),
              HasSubstr("m.yaml:2:1: a${n}: a key can't hold a ${parameter}"));
}

TEST(Parameters, WantQuotesInBrackets) {
  const std::string hint =
      " within { } and [ ], a value with ${...} must stand in quotes (write "
      "\"${name}\")";
  EXPECT_EQ(message("a: {size: ${n}}"), "m.yaml:1:11:" + hint);
  EXPECT_EQ(message("a: [1, 2 * ${n}]"), "m.yaml:1:8:" + hint);
}

TEST(Parameters, ABombOfValuesIsRefused) {
  std::string bomb = "parameters:\n  p0: [1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 9; ++i) {
    bomb += "  p" + std::to_string(i) + ": [";
    for (int k = 0; k < 8; ++k) bomb += "\"${p" + std::to_string(i - 1) + "}\",";
    bomb += "]\n";
  }
  EXPECT_THAT(message(bomb + "v: ${p8}\n"), HasSubstr("too much data: more than 1000000 values"));
}

TEST(Parameters, ABombOfTextIsRefused) {
  std::string bomb = "parameters:\n  p0: xxxxxxxx\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "${p" + std::to_string(i - 1) + "}";
    bomb += "  p" + std::to_string(i) + ": x" + last + last + "\n";
  }
  EXPECT_THAT(message(bomb + "v: ${p39}\n"), HasSubstr("or 256 MiB"));
}

TEST(Parameters, ALongChainIsRefused) {
  std::string chain = "parameters:\n  p0: 1\n";
  for (int i = 1; i < 10'000; ++i) {
    chain += "  p" + std::to_string(i) + ": ${p" + std::to_string(i - 1) + "}\n";
  }
  // The last one first, so that nothing is known when it is asked for.
  EXPECT_THAT(message("v: ${p9999}\n" + chain),
              HasSubstr("parameters name each other more than 64 levels deep"));
}

TEST(Parameters, DeepNestingBySteps) {
  std::string steps = "parameters:\n  p0: [1]\n";
  for (int i = 1; i < 80; ++i) {
    steps += "  p" + std::to_string(i) + ": [\"${p" + std::to_string(i - 1) + "}\"]\n";
  }
  EXPECT_THAT(message("a: ${p30}\n" + steps + "v: ${p79}\n"),
              HasSubstr("nested more than 64 levels deep"));
}

}  // namespace
}  // namespace meniscus
