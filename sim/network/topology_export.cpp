#include "sim/network/topology_export.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphml.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/property_map/function_property_map.hpp>

#include <locale>
#include <ostream>

namespace meniscus {

namespace {

using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, GraphNode, GraphEdge>;

Graph boost_graph(const PropertyGraph& graph) {
  Graph result(graph.nodes.size());
  for (std::size_t k = 0; k < graph.nodes.size(); ++k) result[k] = graph.nodes[k];
  for (std::size_t k = 0; k < graph.edges.size(); ++k) {
    boost::add_edge(graph.ends[k].first, graph.ends[k].second, graph.edges[k], result);
  }
  return result;
}

boost::dynamic_properties properties(Graph& graph) {
  boost::dynamic_properties result;
  result.property("population", boost::get(&GraphNode::population, graph));
  result.property("neuron", boost::get(&GraphNode::neuron, graph));
  result.property("inhibitory", boost::get(&GraphNode::inhibitory, graph));
  const auto axis = [&](double Point::*member) {
    return boost::make_function_property_map<Graph::vertex_descriptor, double>(
        [&graph, member](Graph::vertex_descriptor node) { return graph[node].position.*member; });
  };
  result.property("x", axis(&Point::x));
  result.property("y", axis(&Point::y));
  result.property("z", axis(&Point::z));
  result.property("projection", boost::get(&GraphEdge::projection, graph));
  result.property("weight", boost::get(&GraphEdge::weight, graph));
  result.property("delay", boost::get(&GraphEdge::delay, graph));
  return result;
}

/// Makes numbers look the same for every user, in a stream and in those that Boost's writers make.
class ClassicNumbers {
 public:
  explicit ClassicNumbers(std::ostream& out)
      : out_(out),
        of_stream_(out.imbue(std::locale::classic())),
        global_(std::locale::global(std::locale::classic())) {}
  ~ClassicNumbers() {
    std::locale::global(global_);
    out_.imbue(of_stream_);
  }
  ClassicNumbers(const ClassicNumbers&) = delete;
  ClassicNumbers& operator=(const ClassicNumbers&) = delete;

 private:
  std::ostream& out_;
  std::locale of_stream_;
  std::locale global_;
};

}  // namespace

void write_graphml(std::ostream& out, const PropertyGraph& graph) {
  const ClassicNumbers numbers(out);
  Graph copy = boost_graph(graph);
  boost::write_graphml(out, copy, properties(copy), /*ordered_vertices=*/true);
}

void write_dot(std::ostream& out, const PropertyGraph& graph) {
  const ClassicNumbers numbers(out);
  Graph copy = boost_graph(graph);
  boost::dynamic_properties all = properties(copy);
  all.property("node_id", boost::get(boost::vertex_index, copy));
  boost::write_graphviz_dp(out, copy, all);
}

}  // namespace meniscus
