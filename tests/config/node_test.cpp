#include "sim/config/node.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

std::string rewritten(const std::string& yaml) { return to_yaml(parse_yaml(yaml, "m.yaml")); }

TEST(ToYaml, IsReadable) {
  const std::string text =
      "name: brunel\n"
      "populations:\n"
      "  exc:\n"
      "    size: 10\n"
      "    v_th: -50 mV\n"
      "projections:\n"
      "  - from: exc\n"
      "    to: [exc, inh]\n"
      "    connect:\n"
      "      rule: all_to_all\n"
      "  - from: inh\n"
      "empty: {}\n"
      "none: []\n"
      "absent: null\n"
      "quoted: \"7\"\n";
  EXPECT_EQ(rewritten(text), text);
}

TEST(ToYaml, WritesAliasesAndMergesOut) {
  EXPECT_EQ(rewritten("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}"),
            "a:\n  x: 1\nb:\n  x: 1\nc:\n  y: 2\n  x: 1\n");
}

TEST(ToYaml, ParsesBackToAnEqualTree) {
  const std::string cases[] = {
      "a: [[1, 2], [], [a: 1, 'b'], {}, ~]",
      "\"we\\tird: \\\"k\\\\\": \"two\\nlines\"",
      "'null': 1\n'~': 2\n'- a': 3\n'#': 4\n'<<': 5\n'a b': 6\n'true': 7\n",
      "a: |\n  block\n\n  text\nb: >\n  folded\n  text\n",
      "a: plain over\n  two lines\n\n  and a third\n",
      "a: \"\\x01\\x7f\\0 \\u00e9 \\U0001F600 \u00b5\"",
      "a: x#y\nb: http://x:80/y?z\nc: a,b\nd: '[x]'\ne: -x\nf: ?x\ng: :x\nh: a\\b\n",
      "- - - 1\n    - 2\n  - 3\n- a:\n  - b:\n    - c\n",
      "just a text",
      "''",
      "a: ''\nb: ' '\nc: ' x '\nd: \"\\n\"\n",
      "[x: {y: [1, 2]}, [1, [2, [3]]]]",
      "a: [" + std::string(200, '1') + ", 2]",
      "a: [-1, -0.5, .5, 20 %, \"q\", 1..9]",
      "\u03bc: \u03a9\n",
      " --- text",
      " ... text",
      " \xef\xbb\xbf text",
      "[-]",
      "text\r",
  };
  for (const std::string& yaml : cases) {
    const Node tree = parse_yaml(yaml, "m.yaml");
    const std::string text = to_yaml(tree);
    EXPECT_TRUE(parse_yaml(text, "again.yaml") == tree) << yaml << "\n became\n" << text;
  }
}

TEST(Node, EqualityIsAboutContentNotPlaces) {
  const auto tree = [](const char* yaml) { return parse_yaml(yaml, "m.yaml"); };
  EXPECT_TRUE(tree("a: {b: 1}") == tree("a:\n   b:   1"));
  EXPECT_FALSE(tree("a: 1") == tree("a: 2"));
  EXPECT_FALSE(tree("a: 1") == tree("b: 1"));
  EXPECT_FALSE(tree("a: 1") == tree("a: '1'"));
  EXPECT_FALSE(tree("a: []") == tree("a: {}"));
  EXPECT_FALSE(tree("a: [1, 2]") == tree("a: [2, 1]"));
}

TEST(Node, SaysWhatItIs) {
  const Node root = parse_yaml("[20 mV, ~, [], {}]", "m.yaml");
  EXPECT_EQ(root.items()[0].got(), "\"20 mV\"");
  EXPECT_EQ(root.items()[1].got(), "nothing");
  EXPECT_EQ(root.items()[2].got(), "a list");
  EXPECT_EQ(root.items()[3].got(), "a map");
}

TEST(Node, ShowsTheStartOfALongTextInWholeCharacters) {
  const Node root = parse_yaml(std::string(59, 'x') + "\u00b5" + std::string(50, 'y'), "m.yaml");
  EXPECT_EQ(root.got(), "\"" + std::string(59, 'x') + "...\"");
}

}  // namespace
}  // namespace meniscus
