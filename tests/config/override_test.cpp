#include "sim/config/override.hpp"

#include <gtest/gtest.h>

#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

Node model() {
  return parse_yaml(
      "seed: 1\npopulations: {exc: {size: 10}}\nprojections: [{delay: 1 ms}, {delay: 2 ms}]\n",
      "m.yaml");
}

Node overridden(std::string_view text) {
  Node root = model();
  apply_override(root, text);
  return root;
}

std::string override_message(std::string_view text) {
  return message_of([&] { overridden(text); });
}

TEST(Override, ReplacesAValue) {
  const Node root = overridden("populations.exc.size=20");
  const Node& size = *root.find("populations")->find("exc")->find("size");
  EXPECT_EQ(size.text(), "20");
  EXPECT_EQ(size.path(), "populations.exc.size");
  EXPECT_EQ(size.place().text(), "--set populations.exc.size=20");
}

TEST(Override, ReachesIntoLists) {
  const Node root = overridden(" projections[1].delay = 5 ms");
  EXPECT_EQ(root.find("projections")->items()[0].find("delay")->text(), "1 ms");
  EXPECT_EQ(root.find("projections")->items()[1].find("delay")->text(), "5 ms");
  EXPECT_EQ(overridden("projections[0]=x").find("projections")->items()[0].text(), "x");
}

TEST(Override, TakesAnyYamlAsValue) {
  const Node root = overridden("populations.exc={size: 5, grid: [1, 2]}");
  const Node& exc = *root.find("populations")->find("exc");
  EXPECT_EQ(exc.find("grid")->items()[1].text(), "2");
  EXPECT_EQ(exc.find("grid")->items()[1].path(), "populations.exc.grid[1]");
  EXPECT_EQ(exc.find("grid")->items()[1].place().line, 0);
  EXPECT_TRUE(overridden("seed=\"a=b\"").find("seed")->quoted());
  EXPECT_EQ(overridden("seed=a=b").find("seed")->text(), "a=b");
  EXPECT_EQ(overridden("seed=null").find("seed")->kind(), Node::Kind::null);
}

TEST(Override, AddsAKeyToAMapThatExists) {
  const Node root = overridden("populations.exc.model=lif");
  EXPECT_EQ(root.find("populations")->find("exc")->find("model")->path(), "populations.exc.model");
  EXPECT_EQ(overridden("name=x").find("name")->text(), "x");
}

TEST(Override, LastOneWins) {
  Node root = model();
  apply_override(root, "seed=2");
  apply_override(root, "seed=3");
  EXPECT_EQ(root.find("seed")->text(), "3");
  EXPECT_EQ(root.entries().size(), 3u);
}

TEST(Override, NamesTheNearestKeyWhenThePathLeadsNowhere) {
  EXPECT_EQ(override_message("popultions.exc.size=1"),
            "--set popultions.exc.size=1: no key \"popultions\" in the file (did you mean "
            "\"populations\"?)");
  EXPECT_EQ(override_message("populations.inh.size=1"),
            "--set populations.inh.size=1: no key \"inh\" in \"populations\" (valid: exc)");
  EXPECT_EQ(override_message("projections[2].delay=1 ms"),
            "--set projections[2].delay=1 ms: no item [2] in \"projections\" (valid: 0 to 1)");
}

TEST(Override, SaysWhatIsInTheWay) {
  EXPECT_EQ(override_message("seed.x=1"), "--set seed.x=1: \"seed\" is \"1\", not a map");
  EXPECT_EQ(override_message("projections.x=1"),
            "--set projections.x=1: \"projections\" is a list, not a map");
  EXPECT_EQ(override_message("populations[0]=1"),
            "--set populations[0]=1: \"populations\" is a map, not a list");
}

TEST(Override, RefusesBadSyntax) {
  EXPECT_EQ(override_message("seed"), "--set seed: expected path=value, e.g. a.b[2].c=5 ms");
  EXPECT_EQ(override_message("=5"), "--set =5: expected a key in the path before \"=\"");
  EXPECT_EQ(override_message("populations..exc=5"),
            "--set populations..exc=5: expected a key in the path before \"=\"");
  EXPECT_EQ(override_message("projections[x]=5"),
            "--set projections[x]=5: expected an index such as [0], got \"[x]\"");
  EXPECT_EQ(override_message("projections[-1]=5"),
            "--set projections[-1]=5: expected an index such as [0], got \"[-1]\"");
  EXPECT_EQ(override_message("projections[0=5"),
            "--set projections[0=5: expected an index such as [0], got \"[0\"");
  EXPECT_EQ(override_message("projections[99999999999999999999]=5"),
            "--set projections[99999999999999999999]=5: expected an index such as [0], got "
            "\"[99999999999999999999]\"");
  EXPECT_EQ(
      override_message("seed="),
      "--set seed=: a value is missing behind \"=\" (for an empty text write \"\" in quotes)");
  EXPECT_EQ(override_message("seed=#"), "--set seed=#: a value is missing");
  EXPECT_EQ(override_message("seed=a: b: c"),
            "--set seed=a: b: c: unexpected \":\"; check the indentation, or quote a text that "
            "contains \": \"");
}

TEST(Override, ShortensALongText) {
  EXPECT_EQ(override_message(std::string(200, 'x')),
            "--set " + std::string(80, 'x') + "...: expected path=value, e.g. a.b[2].c=5 ms");
}

TEST(Override, ABadOneChangesNothing) {
  Node root = model();
  EXPECT_THROW(apply_override(root, "populations.exc={a: 1, a: 2}"), ConfigError);
  EXPECT_THROW(apply_override(root, "populations.inh.size=2"), ConfigError);
  EXPECT_TRUE(root == model());
}

}  // namespace
}  // namespace meniscus
