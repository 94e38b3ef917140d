#pragma once

#include "sim/experiment/specification.hpp"
#include "sim/network/topology.hpp"

namespace meniscus {

/// Connects the populations in the specification's builder.
void draw_projections(Specification& specification);

/// The graph of the neurons and their synapses; holds 12 B per synapse for a while.
Topology topology(const NetworkBuilder& network);

/// The network to run, out of the specification's builder, which is left empty; its synapses are
/// drawn by `threads` threads.
Network assemble(Specification& specification, int threads = 1);

}  // namespace meniscus
