#include "sim/experiment/assemble.hpp"

#include "sim/config/diagnostics.hpp"

namespace meniscus {

void draw_projections(Specification& specification) {
  for (const ProjectionSpec& p : specification.projections) {
    try {
      if (p.stored && p.listed) {
        specification.network.connect(p.source, p.target, *p.listed, *p.stored, p.law, p.name);
      } else if (p.stored) {
        specification.network.connect(p.source, p.target, p.rule, *p.stored, p.law, p.name);
      } else if (p.listed) {
        specification.network.connect(p.source, p.target, *p.listed, p.law, p.name);
      } else {
        specification.network.connect(p.source, p.target, p.rule, p.law, p.name);
      }
    } catch (const ConfigError& error) {  // what only drawing tells
      Diagnostics diagnostics;
      for (const Diagnostic& d : error.diagnostics()) {
        diagnostics.error(p.place, p.path, d.message, d.hint);
      }
      diagnostics.throw_if_any();
    }
  }
}

Topology topology(const NetworkBuilder& network) {
  std::vector<std::uint32_t> sizes;
  for (const Population& population : network.populations()) sizes.push_back(population.size);
  std::vector<EdgeTable> tables;
  for (std::size_t p = 0; p < network.projections().size(); ++p) {
    tables.push_back(network.edges(p));
  }
  std::vector<ProjectionEdges> edges;
  for (std::size_t p = 0; p < tables.size(); ++p) {
    const Projection& projection = network.projections()[p];
    edges.push_back({projection.source, projection.target, &tables[p]});
  }
  return Topology(sizes, edges);
}

Network assemble(Specification& specification, int threads) {
  return specification.network.build(specification.block_size, threads);
}

}  // namespace meniscus
