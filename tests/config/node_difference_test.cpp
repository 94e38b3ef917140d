#include "sim/config/node_difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/config/override.hpp"
#include "sim/config/source.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> between(const std::string& before, const std::string& now) {
  return differences(parse_yaml(before, "a"), parse_yaml(now, "b"), 3);
}

TEST(Differences, NameTheKeyAndBothValues) {
  EXPECT_THAT(between("a: {b: [1, {c: 2}]}", "a: {b: [1, {c: 3 ms}]}"),
              ElementsAre("a.b[1].c: was 2, is 3 ms"));
  EXPECT_THAT(between("a: 1\nb: 2", "b: 2\nc: {d: 1}"), ElementsAre("a: is gone", "c: is new"));
  EXPECT_THAT(between("a: [1, 2]", "a: [1, 2, 3]"), ElementsAre("a: was [1, 2], is [1, 2, 3]"));
  EXPECT_THAT(between("a: {b: 1}", "a: 5"), ElementsAre("a: was {b: 1}, is 5"));
  EXPECT_THAT(between("a: 1\nb: 2", "b: 2\na: 1"),
              ElementsAre("the file: has its keys in another order"));
}

TEST(Differences, AreNoneBetweenEqualTreesAndNeverTooMany) {
  EXPECT_THAT(between("a: {b: 1} # said otherwise", "a:\n  b: 1\n"), IsEmpty());
  EXPECT_THAT(between("{a: 1, b: 1, c: 1, d: 1}", "{a: 2, b: 2, c: 2, d: 2}"), testing::SizeIs(3));
}

TEST(SetValue, PutsAValueAtAPathAndComplainsAtItsPlace) {
  Node root = parse_yaml("a: {b: [1, 2]}", "m.yaml");
  const Place place{"m.yaml", 7, 3};
  set_value(root, "a.b[1]", parse_yaml("x: 5", "m.yaml"), place);
  set_value(root, "a.c", Node::scalar("6", false, "m.yaml", {7, 9}), place);
  EXPECT_EQ(one_line(root), "{a: {b: [1, {x: 5}], c: 6}}");
  const Node* c = root.find("a")->find("c");
  EXPECT_EQ(c->path(), "a.c");
  EXPECT_EQ(c->key_place().text(), "m.yaml:7:3");
  EXPECT_EQ(c->place().text(), "m.yaml:7:9");
  try {
    set_value(root, "a.b[5]", Node::scalar("6", false, "m.yaml", {}), place);
    ADD_FAILURE();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(), "m.yaml:7:3: no item [5] in \"a.b\" (valid: 0 to 1)");
  }
}

}  // namespace
}  // namespace meniscus
