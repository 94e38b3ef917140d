#include "sim/core/error.hpp"

#include <gtest/gtest.h>

namespace meniscus {
namespace {

TEST(Place, SaysWhatIsKnown) {
  EXPECT_EQ((Place{"model.yaml", 12, 7}.text()), "model.yaml:12:7");
  EXPECT_EQ((Place{"model.yaml", 12, 0}.text()), "model.yaml:12");
  EXPECT_EQ((Place{"model.yaml", 0, 0}.text()), "model.yaml");
  EXPECT_EQ(Place{}.text(), "");
}

TEST(Diagnostic, ReadsPlacePathMessageHint) {
  const Diagnostic full{{"model.yaml", 12, 7},
                        "populations.exc.parameters.tau_m",
                        "expected a time > 0, got \"20 mV\"",
                        "did you mean \"20 ms\"?"};
  EXPECT_EQ(full.text(),
            "model.yaml:12:7: populations.exc.parameters.tau_m: expected a time > 0, got \"20 mV\" "
            "(did you mean \"20 ms\"?)");
  EXPECT_EQ((Diagnostic{{}, {}, "no seed", {}}.text()), "no seed");
}

TEST(ConfigError, SaysEveryDiagnosticOnALineOfItsOwn) {
  const ConfigError error(
      {{{"a.yaml", 1, 2}, "x", "first", {}}, {{"a.yaml", 3, 4}, {}, "second", {}}});
  EXPECT_STREQ(error.what(), "a.yaml:1:2: x: first\na.yaml:3:4: second");
  EXPECT_EQ(error.diagnostics().size(), 2u);
  EXPECT_STREQ(ConfigError("plain").what(), "plain");
}

TEST(SimulationError, NamesNeuronVariableValueAndTime) {
  EXPECT_STREQ(SimulationError("exc", 17, "v", HUGE_VAL, 0.3).what(),
               "v of neuron 17 of population exc became inf at 0.3 ms");
}

}  // namespace
}  // namespace meniscus
