#include "tests/tools/killed_run.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>

#include "sim/io/hdf5.hpp"

namespace meniscus {

namespace {

/// Writes 2 kB per tick, so that frames of 1 MiB follow each other quickly.
constexpr std::string_view model =
    "duration: 150 ms\n"
    "populations:\n"
    "  exc: {model: lif, size: 500}\n"
    "stimuli:\n"
    "  drive: {source: poisson, rate: 10 kHz, to: exc, weight: 0.3 mV}\n"
    "record:\n"
    "  spikes: exc\n"
    "  states: {exc: {variables: v, neurons: 0..499, interval: 0.1 ms}}\n";

constexpr std::size_t header_bytes = 16;
constexpr std::size_t frame_head_bytes = 16;

/// Content of the frames that are there to their ends [B]; found without the program's own reader.
std::size_t bytes_of_whole_frames(const std::string& journal) {
  std::size_t content = 0;
  for (std::size_t at = header_bytes; at + frame_head_bytes <= journal.size();) {
    std::uint64_t length = 0;
    std::memcpy(&length, journal.data() + at + 8, 8);
    at += frame_head_bytes + length;
    if (at <= journal.size()) content += length;
  }
  return content;
}

}  // namespace

KilledRuns::KilledRuns() {
  write_file(folder_ / "model.yaml", std::string(model));
  meniscus({"run", "model.yaml", "--output", "whole.h5"});
  const auto begin = std::chrono::steady_clock::now();
  meniscus({"run", "model.yaml"});
  microseconds_ =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
  whole_ = read("whole.h5");
  older_ = file_content(folder_ / "model.h5");
}

Outcome KilledRuns::meniscus(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
  return Program(arguments, folder_.path()).wait();
}

KilledRuns::Recordings KilledRuns::read(const std::string& name) const {
  const Hdf5File file(folder_ / name, Hdf5File::Mode::read);
  if (!file.contains("/report/exc.v/data")) return {};
  return {file.read<double>("/spikes/exc/timestamps"),
          file.read<std::uint64_t>("/spikes/exc/node_ids"), file.read<float>("/report/exc.v/data")};
}

void KilledRuns::kill_one() {
  {
    Program run({MENISCUS_PROGRAM, "run", "model.yaml", "--overwrite", "--threads", "1"},
                folder_.path());
    std::uniform_real_distribution<double> moment(0.0, 1.1 * microseconds_);
    ::usleep(static_cast<useconds_t>(moment(random_)));
    run.send(SIGKILL);
    run.wait();
  }
  expect_final_is_intact();
  const auto journal = folder_ / "model.h5.journal";
  const std::string bytes = file_content(journal);
  if (bytes.size() < header_bytes) return;
  const Outcome recovery =
      meniscus({"recover", "model.h5.journal", "--output", "recovered.h5", "--overwrite"});
  ASSERT_EQ(recovery.status, 0) << recovery.errors;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "model.h5.tmp"));
  const Hdf5File file(folder_ / "recovered.h5", Hdf5File::Mode::read);
  const bool complete = file.read_attribute<std::uint8_t>("/", "complete").front() != 0;
  const double reached = complete ? 150.0 : file.read_attribute<double>("/", "reached").front();
  EXPECT_NE(recovery.output.find(complete ? "complete" : "incomplete"), std::string::npos);
  expect_prefix("recovered.h5", reached);
  const Recordings part = read("recovered.h5");
  // Besides recordings, 4 B per state and 8 B per spike, there are provenance and heads of records.
  EXPECT_NEAR(static_cast<double>(bytes_of_whole_frames(bytes)),
              static_cast<double>(4 * part.states.size() + 8 * part.times.size()), 30'000.0);
  ++recovered_;
  furthest_ = std::max(furthest_, reached);
}

void KilledRuns::expect_prefix(const std::string& name, double reached) const {
  const Recordings part = read(name);
  if (reached == 0.0) return;  // killed before the first frame of recordings
  const auto spikes = std::ranges::upper_bound(whole_.times, reached) - whole_.times.begin();
  ASSERT_EQ(part.times.size(), static_cast<std::size_t>(spikes));
  EXPECT_TRUE(std::equal(part.times.begin(), part.times.end(), whole_.times.begin()));
  EXPECT_TRUE(std::equal(part.nodes.begin(), part.nodes.end(), whole_.nodes.begin()));
  ASSERT_EQ(part.states.size(), 500 * (static_cast<std::size_t>(10.0 * reached + 0.5) + 1));
  EXPECT_TRUE(std::equal(part.states.begin(), part.states.end(), whole_.states.begin()));
}

void KilledRuns::expect_final_is_intact() {
  const std::string now = file_content(folder_ / "model.h5");
  if (now == older_) return;
  ++finished_;
  older_ = now;
  EXPECT_EQ(meniscus({"verify", "model.h5"}).status, 0);
  const Hdf5File file(folder_ / "model.h5", Hdf5File::Mode::read);
  EXPECT_EQ(file.read_attribute<std::uint8_t>("/", "complete").front(), 1);
  EXPECT_EQ(read("model.h5").states, whole_.states);
}

}  // namespace meniscus
