#include "sim/network/small_worldness.hpp"

#include <limits>

#include "sim/network/connectivity.hpp"

namespace meniscus {

double SmallWorldness::value() const {
  if (random_clustering == 0.0 || path_length == 0.0 || random_path_length == 0.0) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return (clustering / random_clustering) / (path_length / random_path_length);
}

SmallWorldness small_worldness(const Topology& undirected) {
  SmallWorldness result;
  const std::uint32_t size = undirected.neurons();
  if (size < 2) return result;
  result.clustering = undirected.clustering().mean_local;
  result.path_length = undirected.path_lengths().mean;
  result.random_clustering =
      static_cast<double>(undirected.synapses()) / (static_cast<double>(size) * (size - 1.0));
  const PopulationView population{size};
  const EdgeTable edges = connect(SymmetricPairwiseBernoulli{.p = result.random_clustering},
                                  {population, population, true},
                                  {.domain = RandomDomain::graph_measure, .component = 1});
  const std::vector<std::uint32_t> sizes{size};
  const std::vector<ProjectionEdges> projections{{0, 0, &edges}};
  result.random_path_length = Topology(sizes, projections).path_lengths().mean;
  return result;
}

}  // namespace meniscus
