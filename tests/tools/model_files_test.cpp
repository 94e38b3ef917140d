#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

/// The program in a folder with a model in two files.
class ModelFiles : public testing::Test {
 protected:
  ModelFiles() {
    std::filesystem::create_directory(folder_ / "base");
    write_file(folder_ / "base/cell.yaml",
               "parameters: {tau: 20 ms, rate: 20 kHz}\n"
               "populations:\n"
               "  exc: {model: lif, size: 10, parameters: {tau_m: \"${tau}\"}}\n");
    write_file(folder_ / "model.yaml",
               "include: base/cell.yaml\n"
               "parameters: {n: 100}\n"
               "duration: 2 * ${tau}\n"
               "populations:\n"
               "  exc: {size: \"${n} * 0.8\"}\n"
               "stimuli:\n"
               "  drive: {source: poisson, rate: \"${rate}\", to: exc, weight: 0.3 mV}\n"
               "record: {spikes: exc}\n");
  }

  Outcome meniscus(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return Program(arguments, folder_.path()).wait();
  }

  TemporaryFolder folder_;
};

TEST_F(ModelFiles, AResultKeepsTheResolvedModelWhichRunsToTheSameSpikes) {
  const Outcome outcome = meniscus({"run", "model.yaml", "--set", "parameters.rate=25 kHz"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  const Hdf5File result(folder_ / "model.h5", Hdf5File::Mode::read);
  const std::string yaml = result.read_text("/provenance/resolved_yaml");
  EXPECT_EQ(yaml,
            "populations:\n  exc:\n    model: lif\n    size: 80\n    parameters:\n"
            "      tau_m: 20 ms\nduration: 40 ms\nstimuli:\n  drive:\n    source: poisson\n"
            "    rate: 25 kHz\n    to: exc\n    weight: 0.3 mV\nrecord:\n  spikes: exc\n");
  EXPECT_THAT(result.read_text("/provenance/original_yaml"), HasSubstr("include: base/cell.yaml"));
  write_file(folder_ / "again.yaml", yaml);
  ASSERT_EQ(meniscus({"run", "again.yaml"}).status, 0);
  const Hdf5File again(folder_ / "again.h5", Hdf5File::Mode::read);
  const auto times = result.read<double>("/spikes/exc/timestamps");
  EXPECT_GT(times.size(), 80u);
  EXPECT_EQ(times, again.read<double>("/spikes/exc/timestamps"));
}

TEST_F(ModelFiles, AResultKeepsTheChecksumsOfIncludedFiles) {
  ASSERT_EQ(meniscus({"run", "model.yaml"}).status, 0);
  const Hdf5File result(folder_ / "model.h5", Hdf5File::Mode::read);
  EXPECT_EQ(result.read<std::uint64_t>("/provenance/inputs/bytes"),
            (std::vector<std::uint64_t>{std::filesystem::file_size(folder_ / "base/cell.yaml")}));
}

TEST_F(ModelFiles, OriginsTellFileOptionFormulaAndDefault) {
  const Outcome outcome = meniscus({"describe", "model.yaml", "--origins", "--seed", "7", "--set",
                                    "populations.exc.parameters.v_th=15 mV"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  const auto line = [&](std::string text, const std::string& origin) {
    text.resize(43, ' ');
    return text + origin + "\n";
  };
  for (const std::string& expected :
       {line("populations.exc.model = lif", "base/cell.yaml:3:16"),
        line("populations.exc.size = 80", "model.yaml:5:15, computed from ${n} * 0.8"),
        line("populations.exc.parameters.tau_m = 20 ms",
             "base/cell.yaml:3:51, computed from ${tau}"),
        line("populations.exc.parameters.v_th = 15 mV",
             "--set populations.exc.parameters.v_th=15 mV"),
        line("populations.exc.parameters.t_ref = 2 ms", "default"),
        line("populations.exc.driver = auto", "default"),
        line("duration = 40 ms", "model.yaml:3:11, computed from 2 * ${tau}"),
        line("seed = 7", "--set seed=7"), line("resolution = 0.1 ms", "default")}) {
    EXPECT_THAT(outcome.output, HasSubstr(expected));
  }
}

TEST_F(ModelFiles, MistakesAreToldInTheFileThatHoldsThem) {
  const Outcome outcome = meniscus({"validate", "model.yaml", "--set", "parameters.tau=20 mV"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.errors,
            "base/cell.yaml:3:51: populations.exc.parameters.tau_m: expected a time > 0, got "
            "\"20 mV\", computed from \"${tau}\" (mV is a unit of voltage)\n"
            "model.yaml:3:11: duration: expected a time > 0, got \"40 mV\", computed from "
            "\"2 * ${tau}\" (mV is a unit of voltage)\n");
}

TEST_F(ModelFiles, AnIncludeIsNoOverride) {
  const Outcome outcome = meniscus({"validate", "model.yaml", "--set", "include=x.yaml"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.errors,
            "--set include=x.yaml: include: \"include\" can only stand in a file\n");
}

}  // namespace
}  // namespace meniscus
