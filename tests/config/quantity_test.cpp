#include "sim/config/quantity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <locale>

#include "sim/config/checks.hpp"
#include "sim/config/values.hpp"
#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

double value_of(std::string_view text) { return parse_quantity(text).value; }

double read(std::string_view text, const Unit& unit, const Range& range = any_value) {
  return std::get<double>(interpret_quantity(text, unit, range));
}

/// Message and hint as a diagnostic would show them.
std::string complaint(std::string_view text, const Unit& unit, const Range& range = any_value) {
  const auto result = interpret_quantity(text, unit, range);
  if (!std::holds_alternative<Complaint>(result)) return {};
  const auto& [message, hint] = std::get<Complaint>(result);
  return Diagnostic{{}, {}, message, hint}.text();
}

TEST(Quantity, ConvertsToTheCoherentSet) {
  EXPECT_EQ(value_of("20 ms"), 20.0);
  EXPECT_EQ(value_of("1 s"), 1000.0);
  EXPECT_EQ(value_of("1 us"), 1e-3);
  EXPECT_EQ(value_of("-65 mV"), -65.0);
  EXPECT_EQ(value_of("1 V"), 1000.0);
  EXPECT_EQ(value_of("1 nA"), 1000.0);
  EXPECT_EQ(value_of("1 A"), 1e12);
  EXPECT_EQ(value_of("1 uS"), 1000.0);
  EXPECT_EQ(value_of("1 F"), 1e12);
  EXPECT_EQ(value_of("1 MOhm"), 1e-3);
  EXPECT_EQ(value_of("10 Hz"), 0.01);
  EXPECT_EQ(value_of("10 1/s"), 0.01);
  EXPECT_EQ(value_of("1 m"), 1e6);
  EXPECT_EQ(value_of("15 %"), 0.15);
  EXPECT_EQ(value_of("0.5"), 0.5);
}

TEST(Quantity, KnowsTheDimension) {
  EXPECT_EQ(parse_quantity("1 kHz").dimension, Dimension::frequency);
  EXPECT_EQ(parse_quantity("1 mS").dimension, Dimension::conductance);
  EXPECT_EQ(parse_quantity("1 ms").dimension, Dimension::time);
  EXPECT_EQ(parse_quantity("1 %").dimension, Dimension::none);
}

TEST(Quantity, TakesEveryWayToWriteMicroAndOhm) {
  EXPECT_EQ(value_of("5 \u00b5s"), value_of("5 us"));
  EXPECT_EQ(value_of("5 \u03bcs"), value_of("5 us"));
  EXPECT_EQ(value_of("5 M\u03a9"), value_of("5 MOhm"));
  EXPECT_EQ(value_of("5 \u2126"), value_of("5 Ohm"));
}

TEST(Quantity, SpaceBeforeTheUnitIsOptional) {
  EXPECT_EQ(value_of("20ms"), 20.0);
  EXPECT_EQ(value_of("  20   ms "), 20.0);
  EXPECT_EQ(value_of("+1.5e-3s"), 1.5);
  EXPECT_EQ(value_of(".5 ms"), 0.5);
}

TEST(Quantity, IsTheNearestDoubleWhateverThePrefix) {
  EXPECT_EQ(value_of("0.1 s"), 100.0);
  EXPECT_EQ(value_of("7 %"), 0.07);     // 7 * 0.01 is not
  EXPECT_EQ(value_of("35 Hz"), 0.035);  // 35 * 1e-3 is not
  EXPECT_EQ(value_of("0.3 nA"), 300.0);
}

TEST(Quantity, FormatsInTheUnitPeopleRead) {
  EXPECT_EQ(format_quantity(20.0, unit::ms), "20 ms");
  EXPECT_EQ(format_quantity(0.01, unit::Hz), "10 Hz");
  EXPECT_EQ(format_quantity(0.15, unit::percent), "15 %");
  EXPECT_EQ(format_quantity(-65.0, unit::mV), "-65 mV");
  EXPECT_EQ(format_quantity(0.5, unit::none), "0.5");
  EXPECT_EQ(format_quantity(0.0, unit::ms), "0 ms");
  EXPECT_EQ(format_quantity(1e-9, unit::ms), "1e-9 ms");
  EXPECT_EQ(format_quantity(1.25e20, unit::none), "1.25e20");
  EXPECT_EQ(format_quantity(std::numeric_limits<double>::infinity(), unit::ms), "inf ms");
}

TEST(Quantity, FormattedTextReadsBackToTheSameBits) {
  constexpr Unit units[] = {unit::none, unit::percent, unit::ms, unit::s,    unit::us,  unit::Hz,
                            unit::kHz,  unit::V,       unit::nA, unit::MOhm, unit::GOhm};
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double mantissa = static_cast<double>(state >> 11) * 0x1p-53 - 0.5;
    const double value = std::ldexp(mantissa, static_cast<int>(state % 200) - 100);
    const Unit& unit = units[i % std::size(units)];
    ASSERT_EQ(read(format_quantity(value, unit), unit), value) << format_quantity(value, unit);
  }
}

/// A C++ locale with a decimal comma.
struct DecimalComma final : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Quantity, DoesNotDependOnTheGlobalStreamLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale(), new DecimalComma));
  const double value = value_of("1234.5 ms");
  const std::string text = format_quantity(1234.5, unit::ms);
  const std::string complained = complaint_about(
      "20000", [](const Node& n, Diagnostics& d) { read_integer(n, 1000, 9999, d); });
  std::locale::global(before);
  EXPECT_EQ(value, 1234.5);
  EXPECT_EQ(text, "1234.5 ms");
  EXPECT_EQ(complained, "m.yaml:1:4: v: expected a whole number from 1000 to 9999, got \"20000\"");
}

TEST(Quantity, WantsAUnitForWhatHasOne) {
  EXPECT_EQ(complaint("20", unit::ms, positive),
            "expected a time such as \"20 ms\", got \"20\" (add a unit)");
  EXPECT_EQ(complaint("0", unit::mV),
            "expected a voltage such as \"20 mV\", got \"0\" (add a unit)");
}

TEST(Quantity, WantsNoUnitForAPureNumber) {
  EXPECT_EQ(complaint("20 ms", unit::none),
            "expected a number, got \"20 ms\" (leave out the unit)");
  EXPECT_EQ(complaint("20 foo", unit::none),
            "expected a number, got \"20 foo\" (leave out the unit)");
  EXPECT_EQ(read("20 %", unit::none, fraction), 0.2);
}

TEST(Quantity, ChecksTheDimension) {
  EXPECT_EQ(complaint("20 mV", unit::ms, positive),
            "expected a time > 0, got \"20 mV\" (mV is a unit of voltage)");
  EXPECT_EQ(complaint("5 %", unit::ms),
            "expected a time, got \"5 %\" (% is a unit of pure numbers)");
}

TEST(Quantity, ChecksTheRange) {
  EXPECT_EQ(complaint("-5 ms", unit::ms, positive), "expected a time > 0, got \"-5 ms\"");
  EXPECT_EQ(complaint("0 ms", unit::ms, positive), "expected a time > 0, got \"0 ms\"");
  EXPECT_EQ(complaint("120 %", unit::none, fraction),
            "expected a number between 0 and 1, got \"120 %\"");
  EXPECT_EQ(complaint("9 ms", unit::ms, {.low = 1.0, .high = 5.0}),
            "expected a time from 1 ms to 5 ms, got \"9 ms\"");
  EXPECT_EQ(complaint("9 ms", unit::ms, {.high = 5.0}), "expected a time <= 5 ms, got \"9 ms\"");
  EXPECT_EQ(complaint("0 ms", unit::ms, {.low = 1.0, .high = 5.0, .low_open = true}),
            "expected a time > 1 ms and <= 5 ms, got \"0 ms\"");
}

TEST(Quantity, AsksAboutMisspeltUnits) {
  EXPECT_EQ(complaint("20 mv", unit::mV),
            "expected a voltage, got \"20 mv\" (did you mean \"20 mV\"?)");
  EXPECT_EQ(complaint("20 MS", unit::ms),
            "expected a time, got \"20 MS\" (did you mean \"20 ms\"?)");
  EXPECT_EQ(complaint("20 MS", unit::nS),
            "expected a conductance, got \"20 MS\" (did you mean \"20 mS\"?)");
  EXPECT_EQ(complaint("10hz", unit::Hz),
            "expected a frequency, got \"10hz\" (did you mean \"10 Hz\"?)");
  EXPECT_EQ(complaint("3 parsec", unit::um),
            "expected a length, got \"3 parsec\" (unknown unit \"parsec\"; valid: um, mm, m, nm)");
}

TEST(Quantity, RefusesWhatIsNoFiniteNumber) {
  for (const char* text : {"nan", ".nan", ".inf", "-.inf", "inf ms", "-Infinity"}) {
    EXPECT_EQ(complaint(text, unit::none),
              fmt::format("expected a number, got \"{}\" (only finite numbers are allowed)", text));
  }
  EXPECT_EQ(complaint("fast", unit::ms), "expected a time, got \"fast\"");
  EXPECT_EQ(complaint("", unit::ms), "expected a time, got \"\"");
  EXPECT_EQ(complaint("-", unit::ms), "expected a time, got \"-\"");
  EXPECT_EQ(complaint(". ms", unit::ms), "expected a time, got \". ms\"");
}

TEST(Quantity, RefusesOtherNotationsForNumbers) {
  EXPECT_EQ(complaint("010", unit::none),
            "expected a number, got \"010\" (remove the leading zero)");
  EXPECT_EQ(complaint("0x10", unit::none),
            "expected a number, got \"0x10\" (write it as a decimal number)");
  EXPECT_EQ(complaint("1_000", unit::none),
            "expected a number, got \"1_000\" (write the digits without separators)");
  EXPECT_EQ(complaint("1,5 ms", unit::ms),
            "expected a time, got \"1,5 ms\" (write decimals with a point)");
}

TEST(Quantity, RefusesWhatADoubleCannotHold) {
  for (const char* text :
       {"1e400", "-1e400", "1e-400", "1e99999999999999999999", "1e-99999999999999999999"}) {
    EXPECT_EQ(
        complaint(text, unit::none),
        fmt::format("expected a number, got \"{}\" (too large or too small for a number)", text));
  }
  EXPECT_EQ(read("0e400", unit::none), 0.0);
}

TEST(Quantity, ThrowsWhereNothingIsExpected) {
  EXPECT_EQ(message_of([] { parse_quantity("20 hz"); }),
            "expected a quantity, got \"20 hz\" (did you mean \"20 Hz\"?)");
  EXPECT_EQ(message_of([] { parse_quantity("soon"); }), "expected a quantity, got \"soon\"");
}

struct Cell {
  double tau_m = 20.0;
  double rate = 0.0;
  int size = 1;
  bool adapts = false;
  std::vector<double> steps{};
  static constexpr auto fields() {
    return std::tuple{field("tau_m", &Cell::tau_m, unit::ms, positive, ""),
                      field("rate", &Cell::rate, unit::Hz, non_negative, ""),
                      field("size", &Cell::size, unit::none, positive, ""),
                      field("adapts", &Cell::adapts, unit::none, any_value, ""),
                      field("steps", &Cell::steps, unit::mV, any_value, "")};
  }
};

TEST(CheckFields, AcceptsDefaults) { EXPECT_NO_THROW(check_fields(Cell{}, "cell")); }

TEST(CheckFields, NamesEveryFieldOutsideItsRange) {
  Cell cell;
  cell.tau_m = -5.0;
  cell.size = 0;
  cell.steps = {1.0, std::numeric_limits<double>::infinity()};
  EXPECT_EQ(message_of([&] { check_fields(cell, "lif"); }),
            "tau_m of lif: expected a time > 0, got -5 ms\n"
            "size of lif: expected a number > 0, got 0\n"
            "steps of lif: expected a finite voltage, got inf mV");
}

TEST(CheckFields, RefusesNan) {
  Cell cell;
  cell.rate = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] { check_fields(cell, "lif"); }),
            "rate of lif: expected a finite frequency >= 0, got nan Hz");
}

}  // namespace
}  // namespace meniscus
