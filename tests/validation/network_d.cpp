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

namespace meniscus {

namespace {

constexpr std::size_t sample_count = 200;
const Resolution resolution{1.0};

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

NetworkBuilder populations() {
  NetworkBuilder builder(resolution);
  builder.add("input", NetworkD::lines, std::make_unique<SpikeList>());
  builder.add<Lif>("liquid", NetworkD::neurons, {.tau_m = 64.0});
  return builder;
}

}  // namespace

std::filesystem::path network_d_folder() {
  const char* data = std::getenv("MENISCUS_DATA");
  if (data == nullptr) return {};
  const auto folder = std::filesystem::path(data) / "benchmarks" / "network_d";
  return std::filesystem::exists(folder) ? folder : std::filesystem::path{};
}

NetworkD load_network_d(const std::filesystem::path& folder) {
  NetworkBuilder builder = populations();
  builder.connect(NetworkD::input, NetworkD::liquid,
                  read_synapses(folder, "lsm_i", NetworkD::lines), 0);
  builder.connect(NetworkD::liquid, NetworkD::liquid,
                  read_synapses(folder, "lsm_", NetworkD::neurons), 0);
  return {builder.build(), read_samples(folder)};
}

NetworkD draw_network_d() {
  NetworkBuilder builder = populations();
  builder.place(NetworkD::liquid,
                place_on_grid({10, 10, 10}, 0.2, {1, RandomDomain::test, NetworkD::liquid}));
  SynapseLaw either_sign{.weight = constant(1.0)};
  either_sign.weight.random_sign = true;
  builder.connect(NetworkD::input, NetworkD::liquid,
                  FixedTotalNumber{.density = 0.15, .allow_multapses = false}, either_sign);
  builder.connect(NetworkD::liquid, NetworkD::liquid, DistanceRule{},
                  {.weight = constant(1.0), .inhibitory_weight = constant(-1.0)});

  // Images of mean intensity 0.277, white at 63.75 Hz.
  const PoissonRateEncoder encoder({0.06375, NetworkD::duration, resolution, 1});
  std::vector<SpikeTable> samples;
  for (std::uint32_t s = 0; s < sample_count; ++s) {
    RandomStream pixels({.seed = 1, .domain = RandomDomain::test}, s);
    std::vector<double> image(NetworkD::lines);
    for (double& pixel : image) pixel = 2.0 * 0.277 * pixels.uniform();
    samples.push_back(encoder.encode(image, s));
  }
  return {builder.build(), std::move(samples)};
}

}  // namespace meniscus
