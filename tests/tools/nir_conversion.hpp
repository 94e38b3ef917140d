#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/nir_steps.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {

/// A folder in which the program converts graphs and runs them.
class Nir : public testing::Test {
 protected:
  Outcome program(std::vector<std::string> arguments) const;

  /// Converts a graph to net.yaml.
  Outcome convert(const std::filesystem::path& graph, std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"convert", graph.string(), "net.yaml", "--overwrite"});
    return program(options);
  }

  /// Writes net.yaml as a graph, reads that as again.yaml and goes on with this one.
  void there_and_back(const std::vector<std::string>& options = {}) {
    const Outcome there = program({"convert", "net.yaml", "back.nir", "--overwrite"});
    ASSERT_EQ(there.status, 0) << there.errors;
    std::vector<std::string> back{"convert", "back.nir", "again.yaml", "--overwrite"};
    back.insert(back.end(), options.begin(), options.end());
    const Outcome again = program(back);
    ASSERT_EQ(again.status, 0) << again.errors;
    model_ = "again";
  }

  /// Runs the model with spikes of its population `input`: step k of the graph is tick k + 1.
  void run(const StepSpikes& input, int steps, const std::vector<std::string>& extra = {},
           const std::string& population = "input") const {
    std::vector<std::string> times, neurons;
    for (const auto& [step, neuron] : input) {
      times.push_back(fmt::format("{} ms", 0.1 * (step + 1)));
      neurons.push_back(std::to_string(neuron));
    }
    std::vector<std::string> arguments{"run", model_ + ".yaml", "--overwrite"};
    std::vector<std::string> settings{
        fmt::format("populations.{}.parameters={{times: [{}], neurons: [{}]}}", population,
                    fmt::join(times, ", "), fmt::join(neurons, ", ")),
        fmt::format("duration={} ms", 0.1 * (steps + 10))};
    settings.insert(settings.end(), extra.begin(), extra.end());
    for (const std::string& setting : settings) {
      arguments.insert(arguments.end(), {"--set", setting});
    }
    const Outcome outcome = program(arguments);
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
  }

  /// Spikes of a population `layer` layers behind the input, of the first `steps` steps.
  StepSpikes spikes(const std::string& population, int layer, int steps) const {
    const Hdf5File file(folder_ / (model_ + ".h5"), Hdf5File::Mode::read);
    const auto times = file.read<double>("/spikes/" + population + "/timestamps");
    const auto neurons = file.read<std::uint64_t>("/spikes/" + population + "/node_ids");
    StepSpikes result;
    for (std::size_t k = 0; k < times.size(); ++k) {
      const int step = static_cast<int>(std::lround(times[k] * 10.0)) - 1 - layer;
      if (step < steps) result.emplace(step, static_cast<int>(neurons[k]));
    }
    return result;
  }

  std::vector<float> report(const std::string& name) const {
    return Hdf5File(folder_ / (model_ + ".h5"), Hdf5File::Mode::read)
        .read<float>("/report/" + name + "/data");
  }

  TemporaryFolder folder_;
  std::string model_ = "net";
};

}  // namespace meniscus
