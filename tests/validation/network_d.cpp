#include "tests/validation/network_d.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>

#include "models/neurons/lif.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/core/error.hpp"
#include "sim/learning/encoders.hpp"
#include "sim/network/network_builder.hpp"
#include "tests/validation/raw_array.hpp"

namespace meniscus {

namespace {

constexpr std::size_t sample_count = 200;
const Resolution resolution{1.0};

/// What the files hold.
struct LiquidData {
  Synapses input;
  Synapses recurrent;
  std::vector<SpikeTable> samples;
};

template <class T>
std::vector<T> read_array(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw IoError("cannot open " + path.string());
  std::vector<T> values(std::filesystem::file_size(path) / sizeof(T));
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

/// The synapses of a list of edges in any order.
Synapses read_synapses(const std::filesystem::path& folder, const std::string& prefix,
                       std::uint32_t sources) {
  const auto pre = read_array<std::uint32_t>(folder / (prefix + "pre.i32"));
  const auto post = read_array<std::uint32_t>(folder / (prefix + "post.i32"));
  const auto weight = read_array<float>(folder / (prefix + "w.f32"));
  std::vector<std::size_t> order(pre.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t k) { return std::tuple(pre[k], post[k], k); });
  Synapses synapses;
  synapses.delays = {1};
  synapses.edges.row_begin.assign(sources + std::size_t{1}, 0);
  for (const std::size_t k : order) {
    synapses.edges.target.push_back(post[k]);
    synapses.weight.push_back(weight[k]);
    ++synapses.edges.row_begin.at(pre[k] + std::size_t{1});
  }
  std::partial_sum(synapses.edges.row_begin.begin(), synapses.edges.row_begin.end(),
                   synapses.edges.row_begin.begin());
  return synapses;
}

std::vector<SpikeTable> read_samples(const std::filesystem::path& folder) {
  const auto sample = read_array<std::uint32_t>(folder / "lsm_in_sample.i32");
  const auto line = read_array<std::uint32_t>(folder / "lsm_in_idx.i32");
  const auto ms = read_array<std::int32_t>(folder / "lsm_in_t_ms.i32");
  std::vector<std::vector<Spike>> spikes(sample_count);
  for (std::size_t k = 0; k < sample.size(); ++k) {
    spikes.at(sample[k]).push_back({Time{ms[k]}, line[k]});
  }
  return {spikes.begin(), spikes.end()};
}

NetworkD assemble(LiquidData data, Precision precision) {
  NetworkBuilder builder(resolution);
  builder.add("input", NetworkD::lines, std::make_unique<SpikeList>());
  const LifParameters cell{.tau_m = 64.0};
  if (precision == Precision::float32) {
    builder.add<BasicLif<float>>("liquid", NetworkD::neurons, cell);
  } else {
    builder.add<Lif>("liquid", NetworkD::neurons, cell);
  }
  builder.connect(NetworkD::input, NetworkD::liquid, std::move(data.input), 0);
  builder.connect(NetworkD::liquid, NetworkD::liquid, std::move(data.recurrent), 0);
  return {builder.build(), std::move(data.samples)};
}

constexpr StreamKey key(RandomDomain domain, std::uint32_t component) {
  return {.seed = 1, .domain = domain, .component = component};
}

Synapses draw_input() {
  Synapses synapses;
  synapses.delays = {1};
  synapses.edges = connect(FixedTotalNumber{.density = 0.15, .allow_multapses = false},
                           {{NetworkD::lines}, {NetworkD::neurons}, /*same_population=*/false},
                           key(RandomDomain::connectivity, NetworkD::input));
  RandomStream signs(key(RandomDomain::weight, NetworkD::input), 0);
  for (std::uint64_t k = 0; k < synapses.edges.size(); ++k) {
    synapses.weight.push_back(signs.uniform() < 0.5 ? -1.0f : 1.0f);
  }
  return synapses;
}

Synapses draw_recurrent() {
  const Placement grid =
      place_on_grid({10, 10, 10}, 0.2, key(RandomDomain::placement, NetworkD::liquid));
  const PopulationView liquid{NetworkD::neurons, grid.positions, grid.inhibitory};
  Synapses synapses;
  synapses.delays = {1};
  synapses.edges = connect(DistanceRule{}, {liquid, liquid, /*same_population=*/true},
                           key(RandomDomain::connectivity, NetworkD::liquid));
  for (std::uint32_t source = 0; source < NetworkD::neurons; ++source) {
    const float weight = grid.inhibitory[source] != 0 ? -1.0f : 1.0f;
    synapses.weight.insert(synapses.weight.end(), synapses.edges.row(source).size(), weight);
  }
  return synapses;
}

/// Images of mean intensity 0.277, white at 63.75 Hz. A line spikes at most once in a tick, since
/// other simulators can't play more.
std::vector<SpikeTable> draw_samples() {
  const BernoulliRateEncoder encoder({0.06375, NetworkD::duration, resolution, 1});
  std::vector<SpikeTable> samples;
  for (std::uint32_t s = 0; s < sample_count; ++s) {
    RandomStream pixels(key(RandomDomain::test, 0), s);
    std::vector<double> image(NetworkD::lines);
    for (double& pixel : image) pixel = 2.0 * 0.277 * pixels.uniform();
    samples.push_back(encoder.encode(image, s));
  }
  return samples;
}

LiquidData draw() { return {draw_input(), draw_recurrent(), draw_samples()}; }

void write_synapses(const std::filesystem::path& folder, const std::string& prefix,
                    const Synapses& synapses) {
  std::vector<std::uint32_t> pre;
  for (std::uint32_t source = 0; source < synapses.edges.sources(); ++source) {
    pre.insert(pre.end(), synapses.edges.row(source).size(), source);
  }
  write_array(folder / (prefix + "pre.i32"), pre);
  write_array(folder / (prefix + "post.i32"), synapses.edges.target);
  write_array(folder / (prefix + "w.f32"), synapses.weight);
}

void write_samples(const std::filesystem::path& folder, const std::vector<SpikeTable>& samples) {
  std::vector<std::uint32_t> sample;
  std::vector<std::uint32_t> line;
  std::vector<std::int32_t> ms;
  for (std::uint32_t s = 0; s < samples.size(); ++s) {
    for (Time t{0}; t.ticks < samples[s].ticks(); ++t) {
      const auto spikes = samples[s].at(t);
      sample.insert(sample.end(), spikes.size(), s);
      line.insert(line.end(), spikes.begin(), spikes.end());
      ms.insert(ms.end(), spikes.size(), static_cast<std::int32_t>(t.ticks));
    }
  }
  write_array(folder / "lsm_in_sample.i32", sample);
  write_array(folder / "lsm_in_idx.i32", line);
  write_array(folder / "lsm_in_t_ms.i32", ms);
}

}  // namespace

std::filesystem::path network_d_folder() {
  const char* data = std::getenv("MENISCUS_DATA");
  if (data == nullptr) return {};
  const auto folder = std::filesystem::path(data) / "benchmarks" / "network_d";
  return std::filesystem::exists(folder) ? folder : std::filesystem::path{};
}

NetworkD load_network_d(const std::filesystem::path& folder, Precision precision) {
  return assemble({read_synapses(folder, "lsm_i", NetworkD::lines),
                   read_synapses(folder, "lsm_", NetworkD::neurons), read_samples(folder)},
                  precision);
}

NetworkD draw_network_d() { return assemble(draw(), Precision::float64); }

void write_network_d(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const LiquidData data = draw();
  write_synapses(folder, "lsm_i", data.input);
  write_synapses(folder, "lsm_", data.recurrent);
  write_samples(folder, data.samples);
}

}  // namespace meniscus
