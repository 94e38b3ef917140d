#include "sim/config/source.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/config/messages.hpp"

namespace meniscus {
namespace {

/// A file of its own in the temporary folder, gone at the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("meniscus_") + test->test_suite_name() + "_" + test->name() + ".yaml");
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

const Node& at(const Node& root, std::string_view key) { return *root.find(key); }

TEST(Source, ReadsAFileIntoATree) {
  const TemporaryFile file("name: brunel\nsizes: [10, 20]\nmodel: {tau_m: 20 ms}\nnothing:\n");
  const Node root = load_yaml(file.path());
  ASSERT_EQ(root.entries().size(), 4u);
  EXPECT_EQ(root.entries()[2].key(), "model");
  EXPECT_EQ(at(root, "name").text(), "brunel");
  EXPECT_EQ(at(root, "sizes").items()[1].text(), "20");
  EXPECT_EQ(at(at(root, "model"), "tau_m").text(), "20 ms");
  EXPECT_EQ(at(root, "nothing").kind(), Node::Kind::null);
  EXPECT_EQ(root.find("absent"), nullptr);
  EXPECT_EQ(root.place().file, file.path().string());
}

TEST(Source, KnowsThePlacesOfKeysAndValues) {
  const Node root = parse_yaml("a: 1\nmodel:\n  tau_m: 20 ms\nlist:\n  - x\n", "m.yaml");
  EXPECT_EQ(root.place().text(), "m.yaml:1:1");
  EXPECT_EQ(at(at(root, "model"), "tau_m").key_place().text(), "m.yaml:3:3");
  EXPECT_EQ(at(at(root, "model"), "tau_m").place().text(), "m.yaml:3:10");
  EXPECT_EQ(at(root, "list").items()[0].place().text(), "m.yaml:5:5");
}

TEST(Source, AnAbsentValueStandsAtItsKey) {
  const Node root = parse_yaml("a: 1\nb:\n\n\nc: 2\n", "m.yaml");
  EXPECT_EQ(at(root, "b").place().text(), "m.yaml:2:1");
}

TEST(Source, KnowsPaths) {
  const Node root = parse_yaml("a: {b: [1, {c: 2}]}", "m.yaml");
  const Node& list = at(at(root, "a"), "b");
  EXPECT_EQ(root.path(), "");
  EXPECT_EQ(list.path(), "a.b");
  EXPECT_EQ(at(list.items()[1], "c").path(), "a.b[1].c");
}

TEST(Source, TellsQuotedTextsFromPlainOnes) {
  const Node root = parse_yaml("a: 7\nb: '7'\nc: \"7\"\nd: |\n  7\n", "m.yaml");
  EXPECT_FALSE(at(root, "a").quoted());
  EXPECT_TRUE(at(root, "b").quoted());
  EXPECT_TRUE(at(root, "c").quoted());
  EXPECT_TRUE(at(root, "d").quoted());
}

TEST(Source, AnAliasIsACopyWithPathsOfItsOwn) {
  const Node root = parse_yaml("a: &cell {tau_m: 20 ms}\nb: *cell\n", "m.yaml");
  EXPECT_EQ(at(at(root, "b"), "tau_m").text(), "20 ms");
  EXPECT_EQ(at(at(root, "b"), "tau_m").path(), "b.tau_m");
  EXPECT_EQ(at(at(root, "b"), "tau_m").place().text(), "m.yaml:1:18");
  EXPECT_EQ(at(root, "b").place().text(), "m.yaml:2:4");
}

TEST(Source, MergesMapsUnderTheirOwnKeys) {
  const Node root = parse_yaml(
      "one: &one {x: 1, y: 1}\ntwo: &two {y: 2, z: 2}\nboth: {z: 3, <<: [*one, *two]}\n", "m.yaml");
  EXPECT_TRUE(at(root, "both") == at(parse_yaml("both: {z: 3, x: 1, y: 1}", ""), "both"));
  EXPECT_EQ(at(at(root, "both"), "x").path(), "both.x");
}

TEST(Source, AQuotedMergeSignIsAKey) {
  EXPECT_NE(parse_yaml("{\"<<\": 1}", "m.yaml").find("<<"), nullptr);
}

TEST(Source, ToleratesAByteOrderMarkWindowsLineEndsAndDocumentMarks) {
  const Node root = parse_yaml("\xef\xbb\xbf---\r\na: 1\r\nb: 2\r\n...\r\n", "m.yaml");
  EXPECT_EQ(at(root, "b").text(), "2");
  EXPECT_EQ(at(root, "b").place().line, 3);
}

TEST(Source, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(message_of([] { load_yaml("nowhere/model.yaml"); }),
            "nowhere/model.yaml: no such file");
  EXPECT_EQ(message_of([] { load_yaml("/"); }), "/: is a directory, expected a YAML file");
}

TEST(Source, RefusesAnEndlessFile) {
  if (!std::filesystem::exists("/dev/zero")) GTEST_SKIP() << "no /dev/zero here";
  EXPECT_EQ(message_of([] { load_yaml("/dev/zero"); }), "/dev/zero: larger than 64 MiB");
}

TEST(Source, RefusesAFileWithoutValues) {
  EXPECT_EQ(parse_message(""), "m.yaml: the file holds no values");
  EXPECT_EQ(parse_message("\n\n"), "m.yaml: the file holds no values");
  EXPECT_EQ(parse_message("# only a comment\n"), "m.yaml: the file holds no values");
  EXPECT_EQ(parse_message("---\n"), "m.yaml: the file holds no values");
}

TEST(Source, RefusesBinaryRubbish) {
  using namespace std::string_literals;
  EXPECT_EQ(parse_message("a: 1\nb: \0"s),
            "m.yaml:2:4: not a text file: byte 0x00 is a control character");
  EXPECT_EQ(parse_message("a: \x04 b"),
            "m.yaml:1:4: not a text file: byte 0x04 is a control character");
  EXPECT_EQ(parse_message("\x89HDF\r\n"),
            "m.yaml:1:1: not a text file: byte 0x89 is no valid UTF-8");
  EXPECT_EQ(parse_message("\xff\xfe a"),
            "m.yaml:1:1: not a text file: byte 0xff is no valid UTF-8");
  EXPECT_EQ(parse_message("a: \xc0\x80"),
            "m.yaml:1:4: not a text file: byte 0xc0 is no valid UTF-8");
  EXPECT_EQ(parse_message("a: \xed\xa0\x80"),
            "m.yaml:1:4: not a text file: byte 0xed is no valid UTF-8");
  EXPECT_EQ(parse_message("a: \xe2\x82"),
            "m.yaml:1:4: not a text file: byte 0xe2 is no valid UTF-8");
}

TEST(Source, NamesBothPlacesOfADuplicateKey) {
  EXPECT_EQ(parse_message("a: 1\nb: {c: 1, c: 2}\na: 3\n"),
            "m.yaml:2:11: b: duplicate key \"c\" (first at m.yaml:2:5)\n"
            "m.yaml:3:1: duplicate key \"a\" (first at m.yaml:1:1)");
  EXPECT_EQ(parse_message("l:\n- {x: 1}\n- x: 1\n  x: 2\n"),
            "m.yaml:4:3: l[1]: duplicate key \"x\" (first at m.yaml:3:3)");
}

TEST(Source, RefusesASecondDocument) {
  EXPECT_EQ(parse_message("a: 1\n---\nb: 2\n"),
            "m.yaml:2:1: unexpected text after the end of the document (one document a file)");
  EXPECT_EQ(parse_message("[1, 2] junk"),
            "m.yaml:1:8: unexpected text after the end of the document (one document a file)");
}

TEST(Source, RewordsSyntaxErrors) {
  EXPECT_EQ(parse_message("a: {b: 1"),
            "m.yaml:1:4: the \"{\" that opens here is not closed by a matching \"}\"");
  EXPECT_EQ(parse_message("a:\n  b: [1, 2\nc: 1\n"),
            "m.yaml:2:6: the \"[\" that opens here is not closed by a matching \"]\"");
  EXPECT_EQ(parse_message("a: ]"), "m.yaml:1:4: a closing bracket without its opening one");
  EXPECT_EQ(parse_message("a: \"x"),
            "m.yaml:1:6: a quoted text is not closed before the end of the file");
  EXPECT_EQ(
      parse_message("a: b: c"),
      "m.yaml:1:5: unexpected \":\"; check the indentation, or quote a text that contains \": \"");
  EXPECT_EQ(
      parse_message("a:\n  b: 1\n c: 2\n"),
      "m.yaml:3:2: expected another \"key: value\" or the end of this map; check the indentation");
  EXPECT_EQ(parse_message("a: - b"), "m.yaml:1:4: unexpected \"-\"; a list starts on its own line");
  EXPECT_EQ(parse_message("a: @x"),
            "m.yaml:1:4: unexpected character; quote texts that start with one of @ ` %");
  EXPECT_EQ(parse_message("a: *b"),
            "m.yaml:1:4: the alias (\"*\") names an anchor (\"&\") that is not defined above");
}

TEST(Source, NoticesThatAQuoteIsOpenAtTheEndOfTheFile) {
  EXPECT_EQ(parse_message("m: \u00b5\r\na: \"x\nb: 1\n"),
            "m.yaml:2:4: the quoted text that opens here is not closed");
  EXPECT_EQ(parse_message("a: 'x''\nb: 1\n"),
            "m.yaml:1:4: the quoted text that opens here is not closed");
  EXPECT_EQ(parse_message("m: \u00b5\r\na: \"x\\\"y\"\r\n'b': 'it''s'\r\n"), "");
}

TEST(Source, SaysThatTabsDoNotIndent) {
  EXPECT_EQ(parse_message("a:\n\tb: 1\n"), "m.yaml:2:3: a tab in the indentation; use spaces");
  EXPECT_EQ(parse_message("a:\n  - x\n\t- y\n"),
            "m.yaml:3:1: a tab in the indentation; use spaces");
}

TEST(Source, RefusesKeysThatAreNoNames) {
  EXPECT_EQ(parse_message("? [a]\n: 1\n"),
            "m.yaml:1:3: a key must be a name, not a list or a map (is a bracket not closed?)");
  EXPECT_EQ(parse_message("a: {~: 1}"),
            "m.yaml:1:5: a key is missing before \":\" (null can't be a key)");
  EXPECT_EQ(parse_message("\"\": 1"), "m.yaml:1:1: a key can't be empty");
  EXPECT_EQ(parse_message("? " + std::string(300, 'k') + "\n: 1\n"),
            "m.yaml:1:3: a key of 300 bytes is too long");
  EXPECT_EQ(parse_message("a: &x y\n*x : 1\n"), "m.yaml:2:1: an alias (\"*\") can't be a key");
}

TEST(Source, RefusesTags) {
  EXPECT_EQ(parse_message("a: !!int 5"),
            "m.yaml:1:4: tags are not supported, got \"tag:yaml.org,2002:int\" (leave it out)");
  EXPECT_EQ(parse_message("a: !lif {b: 1}"),
            "m.yaml:1:4: tags are not supported, got \"!lif\" (leave it out)");
}

TEST(Source, RefusesToMergeWhatIsNoMap) {
  EXPECT_EQ(parse_message("a: {<<: 5}"),
            "m.yaml:1:9: a: expected a map to merge with \"<<\", got \"5\" "
            "(write <<: *alias or <<: [*one, *two])");
  EXPECT_EQ(parse_message("x: &x {y: 1}\na: {<<: *x, <<: *x}"),
            "m.yaml:2:13: a: duplicate key \"<<\" (give \"<<\" a list of aliases)");
}

TEST(Source, RefusesAnAliasInsideItsOwnValue) {
  EXPECT_EQ(parse_message("a: &x [1, *x]"),
            "m.yaml:1:11: the alias stands inside the value it repeats");
  EXPECT_EQ(parse_message("a: &x {b: {c: *x}}"),
            "m.yaml:1:15: the alias stands inside the value it repeats");
}

TEST(Source, RefusesDeepNesting) {
  const auto nested = [](int depth) {
    return std::string(depth, '[') + "1" + std::string(depth, ']');
  };
  EXPECT_EQ(parse_message(nested(64)), "");
  EXPECT_EQ(parse_message(nested(65)), "m.yaml:1:65: nested more than 64 levels deep");
  EXPECT_EQ(parse_message("a: &a " + nested(40) + "\nb: " + std::string(30, '[') + "*a" +
                          std::string(30, ']')),
            "m.yaml:2:34: nested more than 64 levels deep");
}

}  // namespace
}  // namespace meniscus
