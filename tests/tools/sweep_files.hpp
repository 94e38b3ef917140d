#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {

/// `meniscus sweep` in a folder of its own with the file model.yaml.
class SweepCommandTest : public testing::Test {
 protected:
  explicit SweepCommandTest(std::string program) : program_(std::move(program)) {
    write_file(
        folder_ / "model.yaml",
        "seed: 7\n"
        "duration: 60 ms\n"
        "parameters: {w: 0.3 mV}\n"
        "populations: {exc: {model: lif, size: 24}}\n"
        "stimuli: {drive: {source: poisson, rate: 10 kHz, to: exc, weight: \"${w}\"}}\n"
        "projections:\n"
        "  - {from: exc, to: exc, connect: {rule: pairwise_bernoulli, p: 0.2}, weight: 0.5 mV,"
        " delay: 1.5 ms}\n"
        "record: {spikes: exc}\n"
        "sweep:\n"
        "  replicates: 2\n"
        "  over: {parameters.w: [0.2 mV, 0.4 mV], populations.exc.size: [24, 48]}\n");
  }

  std::vector<std::string> command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program_);
    return arguments;
  }
  Outcome meniscus(const std::vector<std::string>& arguments, std::size_t largest_file = 0) const {
    return Program(command(arguments), folder_.path(), largest_file).wait();
  }

  Hdf5File result(const std::string& name) const {
    return Hdf5File(folder_ / name, Hdf5File::Mode::read);
  }

  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

  std::vector<std::string> files() const { return user_files(folder_.path()); }

  /// All that a table says but for what runs cost, bit by bit.
  std::string content(const std::string& name) const {
    const Hdf5File file = result(name);
    std::string text;
    for (const char* group : {"/runs", "/runs/keys", "/runs/metrics", "/points", "/points/keys",
                              "/points/mean", "/points/sd"}) {
      for (const std::string& member : file.names(group)) {
        const std::string path = std::string(group) + "/" + member;
        if (is_group(path)) continue;
        text += path + ":" + values(file, path) + "\n";
      }
    }
    return text;
  }

  TemporaryFolder folder_;

 private:
  std::string program_;

  static bool is_group(const std::string& path) {
    return path == "/runs/keys" || path == "/runs/metrics" || path == "/runs/cost" ||
           path == "/points/keys" || path == "/points/mean" || path == "/points/sd";
  }

  static std::string values(const Hdf5File& file, const std::string& path) {
    std::string text;
    const std::string type = file.type(path);
    if (type == "text") {
      for (const std::string& value : file.read_texts(path)) text += " " + value;
    } else if (type == "u64") {
      for (const auto value : file.read<std::uint64_t>(path)) text += " " + std::to_string(value);
    } else {
      for (const double value : file.read<double>(path)) {
        text += " " + std::to_string(std::bit_cast<std::uint64_t>(value));
      }
    }
    return text;
  }
};

}  // namespace meniscus
