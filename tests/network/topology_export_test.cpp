#include "sim/network/topology_export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace meniscus {
namespace {

using testing::HasSubstr;

const PropertyGraph graph{
    .nodes = {{"a <b>", 0, false, {1, 2, 0.5}}, {"c", 7, true, {}}},
    .ends = {{0, 1}, {1, 1}},
    .edges = {{"a_to_c", -0.25, 1.5}, {"c_to_c", 3.0, 2.0}},
};

TEST(GraphMl, HoldsNodesAndEdgesWithTheirData) {
  std::ostringstream out;
  write_graphml(out, graph);
  EXPECT_THAT(out.str(), HasSubstr("edgedefault=\"directed\""));
  EXPECT_THAT(out.str(), HasSubstr("attr.name=\"weight\" attr.type=\"double\""));
  EXPECT_THAT(out.str(), HasSubstr("a &lt;b&gt;"));
  EXPECT_THAT(out.str(), HasSubstr("source=\"n0\" target=\"n1\""));
  EXPECT_THAT(out.str(), HasSubstr("source=\"n1\" target=\"n1\""));
  EXPECT_THAT(out.str(), HasSubstr(">-0.25<"));
}

TEST(Dot, HoldsNodesAndEdgesWithTheirData) {
  std::ostringstream out;
  write_dot(out, graph);
  EXPECT_EQ(out.str(),
            "digraph G {\n"
            "0 [inhibitory=0, neuron=0, population=\"a <b>\", x=1, y=2, z=0.5];\n"
            "1 [inhibitory=1, neuron=7, population=c, x=0, y=0, z=0];\n"
            "0->1  [delay=1.5, projection=a_to_c, weight=-0.25];\n"
            "1->1  [delay=2, projection=c_to_c, weight=3];\n"
            "}\n");
}

}  // namespace
}  // namespace meniscus
