// Network D as a program, for tools/benchmark:
//   meniscus_network_d run FOLDER THREADS PRECISION   all samples, in parallel; prints JSON
//   meniscus_network_d write FOLDER                   draws a network and samples for where there are none

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/parallel.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/experiment/work_clock.hpp"
#include "tests/validation/network_d.hpp"

namespace meniscus {
namespace {

constexpr std::string_view usage =
    "usage: meniscus_network_d run FOLDER THREADS double|single | meniscus_network_d write "
    "FOLDER\n";

/// Samples a worker takes at a time.
constexpr std::size_t samples_per_piece = 10;

struct Activity {
  std::uint64_t spikes = 0;
  std::uint64_t deliveries = 0;
};

/// All samples, each from the network's initial state.
Activity run_samples(const NetworkD& liquid, int threads) {
  std::vector<std::unique_ptr<Simulation>> lanes(static_cast<std::size_t>(threads));
  const auto chunks = fixed_chunks(liquid.samples.size(), samples_per_piece);
  const auto run_chunk = [&](const Chunk& chunk, int worker) {
    auto& lane = lanes[static_cast<std::size_t>(worker)];
    if (!lane) lane = std::make_unique<Simulation>(liquid.network);
    Activity activity;
    for (std::size_t i = chunk.first; i < chunk.last; ++i) {
      lane->play(NetworkD::input, liquid.samples[i]);
      lane->restart(static_cast<std::uint32_t>(i));
      lane->run(NetworkD::duration);
      activity.spikes += lane->spike_count(NetworkD::liquid);
      activity.deliveries += lane->deliveries();
    }
    return activity;
  };
  return ordered_reduce(threads, chunks, Activity{}, run_chunk,
                        [](Activity& total, const Activity& part) {
                          total.spikes += part.spikes;
                          total.deliveries += part.deliveries;
                        });
}

void run(const std::string& folder, int threads, Precision precision) {
  const WorkClock building;
  const NetworkD liquid = load_network_d(folder, precision);
  const double build_cpu = building.cpu();
  const double build_wall = building.wall();
  const WorkClock running;
  const Activity activity = run_samples(liquid, threads);
  const double cpu = running.cpu();
  const double wall = running.wall();
  const auto synapses = static_cast<double>(liquid.network.synapses());
  fmt::print(
      "{{\"build_cpu\": {}, \"build_wall\": {}, \"cpu\": {}, \"wall\": {}, \"samples\": {}, "
      "\"spikes\": {}, \"events\": {}, \"synapses\": {}, \"bytes_per_synapse\": {}, "
      "\"peak_memory\": {}}}\n",
      build_cpu, build_wall, cpu, wall, liquid.samples.size(), activity.spikes, activity.deliveries,
      synapses, static_cast<double>(liquid.network.synapse_bytes()) / synapses, peak_memory());
}

int dispatch(const std::vector<std::string>& words) {
  const bool number = words.size() == 5 && !words[3].empty() && words[3].size() < 4 &&
                      std::ranges::all_of(words[3], [](char c) { return c >= '0' && c <= '9'; });
  const bool single = words.back() == name_of(Precision::float32);
  const bool precision = single || words.back() == name_of(Precision::float64);
  if (number && precision && words[1] == "run" && words[3] != "0") {
    run(words[2], std::stoi(words[3]), single ? Precision::float32 : Precision::float64);
  } else if (words.size() == 3 && words[1] == "write") {
    write_network_d(words[2]);
  } else {
    fmt::print(stderr, "{}", usage);
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace meniscus

int main(int argc, char** argv) {
  using namespace meniscus;
  try {
    return dispatch({argv, argv + argc});
  } catch (const IoError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 3;
  } catch (const std::exception& error) {
    fmt::print(stderr, "internal error: {}\n", error.what());
    return 1;
  }
}
