#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "sim/io/hdf5.hpp"
#include "sim/io/sonata.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view model =
    "duration: 60 ms\n"
    "populations: {exc: {model: lif, size: 24}, inh: {model: lif, size: 6}}\n"
    "stimuli: {drive: {source: poisson, rate: 10 kHz, to: [exc, inh], weight: 0.3 mV}}\n"
    "record: {spikes: [exc, inh], states: {exc: {variables: [v], neurons: 0..1, interval: 1 "
    "ms}}}\n";

bool gnuplot_is_there() { return std::filesystem::exists("/usr/bin/gnuplot"); }

/// `meniscus plot` in a folder of its own.
class PlotCommand : public testing::Test {
 protected:
  void SetUp() override {
    if (!gnuplot_is_there()) GTEST_SKIP() << "gnuplot is not installed";
  }

  Outcome meniscus(std::vector<std::string> arguments, std::size_t largest_file = 0) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return Program(arguments, folder_.path(), largest_file).wait();
  }

  void run_model() const {
    write_file(folder_ / "model.yaml", std::string(model));
    ASSERT_EQ(meniscus({"run", "model.yaml", "--quiet"}).status, 0);
  }

  std::vector<std::string> pictures() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename().string();
      if (name.find(".png") != name.npos || name.find(".svg") != name.npos) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
  }

  void expect_refusal(const Outcome& outcome, const std::string& message) const {
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr(message));
    EXPECT_EQ(std::ranges::count(outcome.errors, '\n'), 1);
    EXPECT_THAT(pictures(), ElementsAre());
  }

  TemporaryFolder folder_;
};

/// Width and height of a PNG file [pixels], from its header.
std::pair<unsigned, unsigned> png_size(const std::string& bytes) {
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t k = at; k < at + 4; ++k) {
      value = value << 8 | static_cast<unsigned char>(bytes.at(k));
    }
    return value;
  };
  EXPECT_THAT(bytes, StartsWith("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(bytes.substr(bytes.size() - 8, 4), "IEND");
  return {number(16), number(20)};
}

/// Whether every element of a text in XML is closed in turn, and no bare & or < is left.
bool well_formed(const std::string& xml) {
  std::vector<std::string> open;
  for (std::size_t at = xml.find('<'); at != xml.npos; at = xml.find('<', at)) {
    const std::size_t end = xml.find('>', at);
    if (end == xml.npos) return false;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" \t\n/", 1));
    at = end;
    if (tag.starts_with('?') || tag.starts_with('!') || tag.ends_with('/')) continue;
    if (!tag.starts_with('/')) {
      open.push_back(name);
    } else {
      if (open.empty() || "/" + open.back() != name) return false;
      open.pop_back();
    }
  }
  for (std::size_t at = xml.find('&'); at != xml.npos; at = xml.find('&', at + 1)) {
    if (xml.find(';', at) > at + 6) return false;
  }
  return open.empty();
}

TEST_F(PlotCommand, DrawsAllThatAResultAllowsAndPrintsTheNames) {
  run_model();
  const Outcome outcome = meniscus({"plot", "model.h5"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output,
            "model_raster.png\nmodel_raster.svg\nmodel_rates.png\nmodel_rates.svg\n"
            "model_traces.png\nmodel_traces.svg\n");
  EXPECT_EQ(pictures().size(), 6u);
  const std::string png = file_content(folder_ / "model_raster.png");
  EXPECT_EQ(png_size(png), std::pair(1205u, 820u));
  const std::string svg = file_content(folder_ / "model_raster.svg");
  EXPECT_TRUE(well_formed(svg));
  for (const char* text : {">exc<", ">inh<", ">neuron<", "rate (Hz)", "time (ms)"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  EXPECT_THAT(file_content(folder_ / "model_traces.svg"), HasSubstr("v (mV)"));
  EXPECT_THAT(file_content(folder_ / "model_rates.svg"), HasSubstr("firing rate (Hz)"));
}

TEST_F(PlotCommand, AResultTellsHowManyNeuronsAndHowLong) {
  run_model();
  const Hdf5File result(folder_ / "model.h5", Hdf5File::Mode::read);
  EXPECT_THAT(result.read_attribute<std::uint64_t>("/spikes/exc", "size"), ElementsAre(24));
  EXPECT_THAT(result.read_attribute<double>("/spikes/exc", "duration"), ElementsAre(60.0));
}

TEST_F(PlotCommand, ReplacesPicturesOnlyWithOverwriteAndThenAll) {
  run_model();
  write_file(folder_ / "model_traces.svg", "precious");
  const Outcome refused = meniscus({"plot", "model.h5"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.errors, "model_traces.svg exists (use --overwrite to replace it)\n");
  EXPECT_THAT(pictures(), ElementsAre("model_traces.svg"));
  EXPECT_EQ(file_content(folder_ / "model_traces.svg"), "precious");
  EXPECT_EQ(meniscus({"plot", "model.h5", "--overwrite"}).status, 0);
  EXPECT_TRUE(well_formed(file_content(folder_ / "model_traces.svg")));
}

TEST_F(PlotCommand, DrawsOnePictureToAFile) {
  run_model();
  const Outcome outcome = meniscus({"plot", "model.h5", "--what", "raster", "--output", "a b'.svg",
                                    "--from", "20 ms", "--to", "0.05 s", "--bin", "10 ms"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(pictures(), ElementsAre("a b'.svg"));
  EXPECT_THAT(file_content(folder_ / "a b'.svg"), HasSubstr("rates in bins of 10 ms"));
}

TEST_F(PlotCommand, RefusesWhatItCannotDraw) {
  run_model();
  const auto plot = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"plot", "model.h5"});
    return meniscus(more);
  };
  expect_refusal(plot({"--what", "rastr"}), "did you mean \"raster\"?");
  expect_refusal(plot({"--what", "confusion"}), "holds no confusion matrix");
  expect_refusal(plot({"--output", "all.png"}), "one file can't hold raster, rates, traces");
  expect_refusal(plot({"--from", "5 mV"}), "--from: expected a time >= 0, got \"5 mV\"");
  expect_refusal(plot({"--from", "50 ms", "--to", "20 ms"}), "ends after it begins");
  expect_refusal(plot({"--bin", "1e-9 ms"}), "--bin: expected at most 100000 bins");
}

TEST_F(PlotCommand, RefusesForeignAndBrokenFiles) {
  expect_refusal(meniscus({"plot", "none.h5"}), "none.h5: no such file");
  write_file(folder_ / "text.h5", "no HDF5 at all");
  expect_refusal(meniscus({"plot", "text.h5"}), "text.h5: can't open");
  {
    Hdf5File file(folder_ / "foreign.h5", Hdf5File::Mode::create);
    file.write_vector("/measured", std::vector<double>{1.0});
    file.write_vector("/spikes/times", std::vector<double>{1.0});
    file.close();
  }
  expect_refusal(meniscus({"plot", "foreign.h5"}), "foreign.h5: holds nothing to draw");
  run_model();
  const std::string whole = file_content(folder_ / "model.h5");
  write_file(folder_ / "cut.h5", whole.substr(0, whole.size() / 2));
  expect_refusal(meniscus({"plot", "cut.h5"}), "cut.h5");
}

TEST_F(PlotCommand, RefusesSpikesThatMakeNoSense) {
  const auto plot = [&](const std::vector<double>& times, const std::vector<std::uint64_t>& nodes) {
    Hdf5File file(folder_ / "odd.h5", Hdf5File::Mode::create);
    file.write_vector("/spikes/a/timestamps", times);
    file.write_vector("/spikes/a/node_ids", nodes);
    file.close();
    return meniscus({"plot", "odd.h5"});
  };
  expect_refusal(plot({1.0, 2.0}, {1}), "/spikes/a: expected as many times as neurons");
  expect_refusal(plot({1.0}, {~std::uint64_t{0}}), "no neuron has the number");
  expect_refusal(plot({std::numeric_limits<double>::quiet_NaN()}, {1}), "expected finite times");
}

TEST_F(PlotCommand, DrawsWhereThereIsNothingToSee) {
  {
    Hdf5File file(folder_ / "silent.h5", Hdf5File::Mode::create);
    write_spikes(file, "none", {}, {});
    write_spikes(file, "one", std::vector{3.0}, std::vector<std::uint64_t>{0});
    write_report(file, {.population = "none",
                        .variable = "v",
                        .unit = "mV",
                        .node_ids = {},
                        .start_ms = 0.0,
                        .stop_ms = 0.0,
                        .dt_ms = 1.0,
                        .values = {}});
    write_report(file, {.population = "one",
                        .variable = "v",
                        .unit = "mV",
                        .node_ids = {0},
                        .start_ms = 0.0,
                        .stop_ms = 2.0,
                        .dt_ms = 1.0,
                        .values = {-70.0, -70.0}});
    file.write_vector("/weights/w/weight", std::vector<float>{});
    file.close();
  }
  const Outcome outcome = meniscus({"plot", "silent.h5"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(pictures().size(), 8u);
  EXPECT_THAT(file_content(folder_ / "silent_traces.svg"), HasSubstr("nothing recorded"));
  const Outcome empty = meniscus({"plot", "silent.h5", "--what", "raster", "--from", "5 ms", "--to",
                                  "6 ms", "--output", "empty"});
  EXPECT_EQ(empty.status, 0) << empty.errors;
  EXPECT_THAT(file_content(folder_ / "empty_raster.svg"), HasSubstr("no spikes"));
}

TEST_F(PlotCommand, ShowsNamesAsTheyAre) {
  const std::string hostile = "a_b^{c}'\n!touch owned\n`touch owned`%g\"\\&<b>@x";
  {
    Hdf5File file(folder_ / "names.h5", Hdf5File::Mode::create);
    for (const std::string& name : {hostile, std::string("'; system('touch owned') #"),
                                    std::string("e_1^{2}%d"), std::string("x' <&")}) {
      write_spikes(file, name, std::vector{3.0}, std::vector<std::uint64_t>{0});
      write_report(file, {.population = name,
                          .variable = "v_%d'",
                          .unit = "m`V",
                          .node_ids = {0},
                          .start_ms = 0.0,
                          .stop_ms = 2.0,
                          .dt_ms = 1.0,
                          .values = {1.0, 2.0}});
    }
    file.close();
  }
  const Outcome outcome = meniscus({"plot", "names.h5"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "owned"));
  for (const char* name : {"names_raster.svg", "names_rates.svg", "names_traces.svg"}) {
    EXPECT_TRUE(well_formed(file_content(folder_ / name))) << name;
    EXPECT_THAT(file_content(folder_ / name), HasSubstr("e_1^{2}%d"));
  }
  EXPECT_THAT(file_content(folder_ / "names_raster.svg"), HasSubstr("x' &lt;&amp;"));
}

TEST_F(PlotCommand, DrawsConfusionAndAccuracy) {
  {
    Hdf5File file(folder_ / "classes.h5", Hdf5File::Mode::create);
    file.write_matrix("/metrics/confusion", 2, 2, std::vector<std::uint64_t>{30, 10, 0, 7});
    file.write_number("/metrics/accuracy_liquid", 78.7);
    file.write_vector("/metrics/accuracy_liquid_interval", std::vector{65.0, 88.0});
    file.close();
  }
  const Outcome outcome = meniscus({"plot", "classes.h5"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  const std::string svg = file_content(folder_ / "classes_confusion.svg");
  for (const char* text : {"37 of 47 right", "75.0 %", "25.0 %", "100.0 %", ">30<", ">10<", ">7<",
                           "true class", "predicted class"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  EXPECT_THAT(file_content(folder_ / "classes_accuracy.svg"), HasSubstr("78.70 %"));
}

TEST_F(PlotCommand, DrawsTheFiringPatternsInAGrid) {
  const std::string config = MENISCUS_SOURCE_DIR "/configs/izhikevich_patterns.yaml";
  ASSERT_EQ(meniscus({"run", config, "--quiet", "--output", "patterns.h5"}).status, 0);
  const Hdf5File result(folder_ / "patterns.h5", Hdf5File::Mode::read);
  const auto spikes = [&](const std::string& population) {
    return result.read<double>("/metrics/spikes_" + population).front();
  };
  EXPECT_EQ(spikes("B phasic spiking"), 1.0);  // although the current stays
  EXPECT_EQ(spikes("I spike latency"), 1.0);
  EXPECT_EQ(spikes("K resonator"), 1.0);    // of two pairs of pulses
  EXPECT_EQ(spikes("P bistability"), 5.0);  // until the second pulse switches it off
  EXPECT_EQ(spikes("R accommodation"), 1.0);
  const Outcome outcome = meniscus({"plot", "patterns.h5", "--what", "traces"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(png_size(file_content(folder_ / "patterns_traces.png")), std::pair(1205u, 1215u));
  const std::string svg = file_content(folder_ / "patterns_traces.svg");
  EXPECT_LT(svg.size(), 1'000'000u);
  EXPECT_THAT(svg, HasSubstr("A tonic spiking"));
  EXPECT_THAT(svg, HasSubstr("T inhibited bursts"));
}

TEST_F(PlotCommand, LeavesNoHalfPictureWhereAFileMayNotGrow) {
  run_model();
  const Outcome outcome = meniscus({"plot", "model.h5"}, 2048);
  EXPECT_EQ(outcome.status, 3) << outcome.errors;
  EXPECT_THAT(pictures(), ElementsAre());
}

TEST_F(PlotCommand, SaysWhatIsMissingWhereGnuplotIs) {
  run_model();
  const Outcome outcome =
      Program({"/usr/bin/env", "PATH=/nonexistent", MENISCUS_PROGRAM, "plot", "model.h5"},
              folder_.path())
          .wait();
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.errors,
            "pictures are drawn by gnuplot, which isn't installed (Debian: gnuplot-nox)\n");
  EXPECT_THAT(pictures(), ElementsAre());
}

}  // namespace
}  // namespace meniscus
