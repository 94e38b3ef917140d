// Writes what a model file draws, so that another simulator can run the very same network:
//   meniscus_write_synapses MODEL.yaml FOLDER
// Raw little-endian arrays: <population>_pre.i32 and <population>_post.i32 hold the synapses of a
// source population, sorted by source (pre: index in its population, post: counted through all
// populations); v.f64 the initial potentials of all neurons [mV].

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "models/catalogue.hpp"
#include "sim/config/model_source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/read_specification.hpp"
#include "tests/validation/raw_array.hpp"

namespace meniscus {
namespace {

/// Index of every population's first neuron, counted through all.
std::vector<std::uint32_t> first_neurons(const std::vector<Population>& populations) {
  std::vector<std::uint32_t> first{0};
  for (const Population& population : populations) first.push_back(first.back() + population.size);
  return first;
}

void write_synapses(const NetworkBuilder& builder, const std::filesystem::path& folder) {
  const auto& populations = builder.populations();
  const std::vector<std::uint32_t> first = first_neurons(populations);
  std::vector<EdgeTable> edges;  // per projection
  for (std::size_t k = 0; k < builder.projections().size(); ++k) edges.push_back(builder.edges(k));
  for (PopulationId p = 0; p < populations.size(); ++p) {
    std::vector<std::uint32_t> pre;
    std::vector<std::uint32_t> post;
    for (std::uint32_t source = 0; source < populations[p].size; ++source) {
      for (std::size_t k = 0; k < builder.projections().size(); ++k) {
        const Projection& projection = builder.projections()[k];
        if (projection.source != p) continue;
        for (const std::uint32_t target : edges[k].row(source)) {
          pre.push_back(source);
          post.push_back(first[projection.target] + target);
        }
      }
    }
    write_array(folder / (populations[p].name + "_pre.i32"), pre);
    write_array(folder / (populations[p].name + "_post.i32"), post);
  }
}

void write_potentials(const Network& network, std::uint64_t seed,
                      const std::filesystem::path& folder) {
  const Simulation simulation(network, {.seed = seed});
  std::vector<double> v;
  for (PopulationId p = 0; p < network.populations.size(); ++p) {
    for (std::uint32_t i = 0; i < network.populations[p].size; ++i) {
      v.push_back(simulation.value(p, /*v*/ 0, i));
    }
  }
  write_array(folder / "v.f64", v);
}

void write(const std::string& model, const std::filesystem::path& folder) {
  Catalogue catalogue;
  add_models(catalogue);
  Specification specification = read_specification(load_model(model, {}).root, catalogue);
  const std::uint64_t seed = specification.network.seed();
  draw_projections(specification);
  std::filesystem::create_directories(folder);
  write_synapses(specification.network, folder);
  write_potentials(assemble(specification), seed, folder);
}

}  // namespace
}  // namespace meniscus

int main(int argc, char** argv) {
  using namespace meniscus;
  if (argc != 3) {
    fmt::print(stderr, "usage: meniscus_write_synapses MODEL.yaml FOLDER\n");
    return 2;
  }
  try {
    write(argv[1], argv[2]);
    return 0;
  } catch (const ConfigError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 3;
  }
}
