#include "sim/config/expression.hpp"

#include <gtest/gtest.h>

#include <map>

#include "sim/config/exact_number.hpp"

namespace meniscus {
namespace {

const std::map<std::string, std::string, std::less<>> parameters = {
    {"n", "10000"},   {"tau", "20 ms"}, {"w", "0.1 mV"},  {"c_m", "250 pF"},
    {"g_l", "10 nS"}, {"i", "200 pA"},  {"model", "lif"}, {"rate", "8 kHz"},
    {"p", "20 %"},    {"d", "1.5"},     {"seven", "7"},   {"big", "9007199254740993"},
    {"r", "0.1 GOhm"}};

/// The result, "complaint: …", or "a text".
std::string result(std::string_view text) {
  const auto found = find_references(text);
  if (const auto* complaint = std::get_if<Complaint>(&found)) {
    return "complaint: " + complaint->message;
  }
  const auto& references = std::get<std::vector<Reference>>(found);
  std::vector<std::string> operands;
  for (const Reference& reference : references) {
    operands.push_back(parameters.find(reference.name)->second);
  }
  const auto computed = compute(text, references, operands);
  if (!computed) return "a text";
  if (const auto* complaint = std::get_if<Complaint>(&*computed)) {
    return "complaint: " + complaint->message +
           (complaint->hint.empty() ? "" : " (" + complaint->hint + ")");
  }
  return std::get<std::string>(*computed);
}

TEST(Expression, FollowsTheRulesOfArithmetic) {
  EXPECT_EQ(result("${n} + 2 * 3"), "10006");
  EXPECT_EQ(result("(${n} + 2) * 3"), "30006");
  EXPECT_EQ(result("${n} - 1 - 1"), "9998");
  EXPECT_EQ(result("${n} / 10 / 10"), "100");
  EXPECT_EQ(result("-${n} * -2"), "20000");
  EXPECT_EQ(result("${n}/${n}"), "1");
  EXPECT_EQ(result("2*(${seven}-(1+2))"), "8");
}

TEST(Expression, KeepsWholeNumbersWhole) {
  EXPECT_EQ(result("${n} * 0.8"), "8000");
  EXPECT_EQ(result("${seven} * 0.1 * 10"), "7");  // 7.000000000000001 in doubles
  EXPECT_EQ(result("${n} / 3 * 3"), "10000");
  EXPECT_EQ(result("${n} * ${p}"), "2000");
  EXPECT_EQ(result("${big} + 2"), "9007199254740995");  // no double
}

TEST(Expression, RoundsOnce) {
  EXPECT_EQ(result("${seven} * 0.1 / 7 + 0.2"), "0.3");  // 0.30000000000000004 in doubles
  EXPECT_EQ(result("${n} / 3"), "3333.3333333333335");
}

TEST(Expression, GoesOnInDoublesWhere64BitsDoNotSuffice) {
  EXPECT_EQ(result("${big} * ${big}"), "8.112963841460668e31");
  EXPECT_EQ(result("${n} / 5000 * 1e300"), "2e300");
  EXPECT_EQ(result("${n} / 5000 * 1e-30"), "2e-30");
}

TEST(Expression, ComputesWithUnits) {
  EXPECT_EQ(result("${tau} / 2"), "10 ms");
  EXPECT_EQ(result("${tau} * 3 + 0.1 s"), "160 ms");
  EXPECT_EQ(result("-5 * ${w}"), "-0.5 mV");
  EXPECT_EQ(result("1 / ${tau}"), "0.05 kHz");
  EXPECT_EQ(result("${rate} * ${tau}"), "160");
  EXPECT_EQ(result("${c_m} / ${g_l}"), "25 ms");
  EXPECT_EQ(result("${i} / ${g_l}"), "20 mV");
  EXPECT_EQ(result("${i} * ${r}"), "20 mV");
  EXPECT_EQ(result("${g_l} * 20 mV"), "200 pA");
  EXPECT_EQ(result("${r} * ${c_m}"), "25 ms");
  EXPECT_EQ(result("20 1/s * ${tau}"), "0.4");
}

TEST(Expression, PutsAUnitBehindAPureNumber) {
  EXPECT_EQ(result("${d} ms"), "1.5 ms");
  EXPECT_EQ(result("${d} ms * 2"), "3 ms");
  EXPECT_EQ(result("${tau} ms"), "complaint: expected a pure number before a unit, got a time");
}

TEST(Expression, ChecksDimensions) {
  EXPECT_EQ(result("${tau} + ${w}"),
            "complaint: expected two values of one kind around \"+\", got a time and a voltage");
  EXPECT_EQ(
      result("${tau} - 1"),
      "complaint: expected two values of one kind around \"-\", got a time and a pure number");
  EXPECT_EQ(result("${tau} * ${w} * ${tau}"),
            "complaint: expected a result in a known unit, got a value in ms^2 mV");
}

TEST(Expression, ComplainsAboutWhatHasNoResult) {
  EXPECT_EQ(result("${n} / 0"), "complaint: expected a divisor other than 0");
  EXPECT_EQ(result("${n} / (1 - 1)"), "complaint: expected a divisor other than 0");
  EXPECT_EQ(result("${n} * 1e308"), "complaint: expected a result that a number can hold");
  EXPECT_EQ(result("${tau} * 2 mss"),
            "complaint: expected a quantity, got \"2 mss\" (did you mean \"2 ms\"?)");
  EXPECT_EQ(result("${tau} * 007"),
            "complaint: expected a quantity, got \"007\" (remove the leading zero)");
}

TEST(Expression, LeavesTextsAlone) {
  for (const std::string_view text :
       {"run-${n}", "${n}.h5", "results/${n}_${seven}", "0..${n}", "${n} neurons", "2 x ${n}",
        "${model}-${n}", "${n} *", "(${n}", "${n} 2", "${n} + * 2", "${n} + $5"}) {
    EXPECT_EQ(result(text), "a text") << text;
  }
}

TEST(Expression, NestsOnlySoDeep) {
  EXPECT_EQ(result(std::string(60, '(') + "${n}" + std::string(60, ')')), "10000");
  EXPECT_EQ(result(std::string(100'000, '(') + "${n}" + std::string(100'000, ')')), "a text");
  EXPECT_EQ(result(std::string(100'000, '-') + "${n}"), "a text");
}

TEST(Expression, ReadsReferencesOrSaysWhatIsWrongWithThem) {
  const auto references = std::get<std::vector<Reference>>(find_references("a ${b} ${c_2}"));
  ASSERT_EQ(references.size(), 2u);
  EXPECT_EQ(references[0].begin, 2u);
  EXPECT_EQ(references[0].end, 6u);
  EXPECT_EQ(references[1].name, "c_2");
  EXPECT_EQ(result("${n"), "complaint: \"${\" without its \"}\"");
  EXPECT_EQ(result("${n * 2}"), "complaint: expected a parameter's name in ${...}, got \"n * 2\"");
  EXPECT_EQ(result("${}"), "complaint: expected a parameter's name in ${...}, got \"\"");
  EXPECT_EQ(result("${2n}"), "complaint: expected a parameter's name in ${...}, got \"2n\"");
}

}  // namespace
}  // namespace meniscus
