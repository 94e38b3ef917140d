#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <sstream>

#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/locale/comma_locale.hpp"
#include "tools/command_line.hpp"

namespace meniscus {
namespace {

constexpr std::string_view model =
    "duration: 60.5 ms\n"
    "parameters: {drive: 10.25, strength: 0.4375 mV}\n"
    "populations:\n"
    "  exc: {model: lif, size: 1200, parameters: {tau_m: 20.5 ms}}\n"
    "stimuli:\n"
    "  drive: {source: poisson, rate: \"${drive} * 1.1 kHz\", to: exc, weight: 0.3 mV}\n"
    "projections:\n"
    "  - {from: exc, to: exc, connect: {rule: fixed_indegree, indegree: 5}, weight: "
    "\"${strength}\", "
    "delay: 1.5 ms}\n"
    "record:\n"
    "  spikes: exc\n"
    "  states: {exc: {variables: v, neurons: [0, 1100], interval: 2.5 ms}}\n";

/// What commands print and write, called within this process as a host program would.
class Commands {
 public:
  Commands() { write_file(folder_ / "model.yaml", std::string(model)); }

  /// What the program prints, after its exit status.
  std::string output(std::vector<std::string> words) const {
    for (std::string& word : words) {
      if (word.starts_with("@")) word = (folder_ / word.substr(1)).string();
    }
    words.insert(words.begin(), "meniscus");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status =
        command_line(static_cast<int>(arguments.size()), arguments.data(), full_catalogue());
    std::fflush(nullptr);
    std::string text = std::to_string(status) + "\n" + testing::internal::GetCapturedStdout() +
                       testing::internal::GetCapturedStderr();
    const std::string path = folder_.path().string() + "/";
    for (std::size_t at; (at = text.find(path)) != std::string::npos;) text.erase(at, path.size());
    return text;
  }
  std::string file(const std::string& name) const { return file_content(folder_ / name); }
  Hdf5File result(const std::string& name) const {
    return Hdf5File(folder_ / name, Hdf5File::Mode::read);
  }

 private:
  TemporaryFolder folder_;
};

/// All that could depend on a locale.
struct Outcomes {
  std::vector<std::string> texts;
  std::vector<double> spikes;
  std::vector<float> states;
  std::vector<double> sweep;
};

Outcomes outcomes() {
  const Commands commands;
  Outcomes all;
  const auto say = [&](const std::vector<std::string>& words) {
    all.texts.push_back(commands.output(words));
  };
  const std::string run = commands.output({"run", "@model.yaml", "--output", "@r.h5", "--quiet",
                                           "--max-walltime", "3600.5 s", "--memory", "1.5 GiB"});
  all.texts.push_back(run.substr(0, run.find("CPU time")));  // then come times
  say({"describe", "@model.yaml", "--origins"});
  say({"describe", "@model.yaml", "--graph", "--export", "@net.graphml", "--export", "@net.dot"});
  say({"describe", "models"});
  say({"schema"});
  say({"validate", "@model.yaml", "--set", "populations.exc.parameters.tau_m=20,5 ms"});
  say({"convert", "@r.h5", "@r.gdf"});
  say({"convert", "@r.h5", "@r.csv"});
  say({"convert", "@r.csv", "@back.gdf"});
  for (const char* name : {"r.gdf", "r.csv", "back.gdf", "net.graphml", "net.dot"})
    all.texts.push_back(commands.file(name));
  const Hdf5File result = commands.result("r.h5");
  all.spikes = result.read<double>("/spikes/exc/timestamps");
  all.states = result.read<float>("/report/exc.v/data");
  all.texts.push_back(result.read_text("/provenance/resolved_yaml"));
  commands.output({"sweep", "@model.yaml", "--over", "parameters.drive=9.5,10.5", "--replicates",
                   "1", "--quiet", "--output", "@s.h5"});
  all.sweep = commands.result("s.h5").read<double>("/runs/metrics/rate_exc");
  return all;
}

/// The first line that differs in two texts, of both; "" if none does.
std::string first_difference(const std::string& a, const std::string& b) {
  std::istringstream in_a(a), in_b(b);
  for (std::string line_a, line_b; true; line_a.clear(), line_b.clear()) {
    const bool more_a = static_cast<bool>(std::getline(in_a, line_a));
    const bool more_b = static_cast<bool>(std::getline(in_b, line_b));
    if (line_a != line_b || more_a != more_b) return line_a + " | " + line_b;
    if (!more_a) return "";
  }
}

TEST(Locale, ChangesNeitherWhatIsReadNorWhatIsWritten) {
  const Outcomes expected = outcomes();
  ASSERT_GT(expected.spikes.size(), 1000u);
  Outcomes with_commas;
  {
    const CommaLocale locale;
    if (!locale.is_there()) GTEST_SKIP() << "no locale de_DE: Debian's package locales has it";
    ASSERT_EQ((std::ostringstream() << 1234.5).str(), "1.234,5");
    with_commas = outcomes();
  }
  for (std::size_t i = 0; i < expected.texts.size(); ++i)
    EXPECT_EQ(first_difference(with_commas.texts[i], expected.texts[i]), "") << "text " << i;
  EXPECT_EQ(with_commas.spikes, expected.spikes);
  EXPECT_EQ(with_commas.states, expected.states);
  EXPECT_EQ(with_commas.sweep, expected.sweep);
}

}  // namespace
}  // namespace meniscus
