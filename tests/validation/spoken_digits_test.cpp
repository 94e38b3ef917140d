// The liquid of configs/spoken_digits.yaml on the Free Spoken Digit Dataset.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "models/catalogue.hpp"
#include "sim/config/override.hpp"
#include "sim/config/source.hpp"
#include "sim/experiment/classify.hpp"
#include "sim/experiment/read_specification.hpp"

namespace meniscus {
namespace {

TEST(SpokenDigits, AreToldApartByALiquid) {
  const char* data = std::getenv("MENISCUS_DATA");
  const auto folder = std::filesystem::path(data == nullptr ? "" : data) / "audio" / "fsdd";
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "set MENISCUS_DATA to a folder with audio/fsdd";
  }
  Node root = load_yaml(MENISCUS_SOURCE_DIR "/configs/spoken_digits.yaml");
  apply_override(root, "data.path=" + folder.string());
  Catalogue catalogue;
  add_models(catalogue);
  Specification specification = read_specification(root, catalogue);
  const auto file = std::filesystem::path(testing::TempDir()) / "meniscus_spoken_digits.h5";
  ResultFile result(file, true);
  const RunReport report = classify(specification, {.threads = 2}, result);
  const auto accuracy = [&](std::string_view name) {
    return std::ranges::find(report.metrics, name, &Metric::name)->value;
  };
  EXPECT_GT(accuracy("accuracy_liquid"), 97.0);  // 98.0
  EXPECT_GT(accuracy("accuracy_liquid"), accuracy("accuracy_input"));
  EXPECT_GT(accuracy("accuracy_liquid"), accuracy("accuracy_values"));
}

}  // namespace
}  // namespace meniscus
