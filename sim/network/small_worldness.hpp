#pragma once

#include "sim/network/topology.hpp"

namespace meniscus {

/// How much more a graph clusters than a random one, at how much longer paths: S = (C / C_r) /
/// (L / L_r), above 1 for a small world (Humphries & Gurney 2008,
/// doi:10.1371/journal.pone.0002051). C: mean local clustering, L: mean path length over joined
/// pairs, of the undirected graph. C_r and L_r: of a graph of as many neurons in which every pair
/// is joined with the same probability, so that as many edges are expected: its density, and the
/// mean path length of one such graph, always the same one.
struct SmallWorldness {
  double clustering = 0.0;
  double path_length = 0.0;
  double random_clustering = 0.0;
  double random_path_length = 0.0;

  double value() const;  ///< NaN where there are no edges
};

/// Of a graph made by Topology::undirected.
SmallWorldness small_worldness(const Topology& undirected);

}  // namespace meniscus
