#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/config/model_source.hpp"
#include "tests/config/messages.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

/// Files in a folder of their own, which messages don't show.
class Include : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& yaml) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    write_file(folder_ / name, yaml);
  }
  Node load(const std::string& name, const std::vector<std::string>& overrides = {}) const {
    return load_model(folder_ / name, overrides).root;
  }
  std::string message(const std::string& name,
                      const std::vector<std::string>& overrides = {}) const {
    std::string text = message_of([&] { load(name, overrides); });
    const std::string here = folder_.path().string() + "/";
    for (auto at = text.find(here); at != std::string::npos; at = text.find(here)) {
      text.erase(at, here.size());
    }
    return text;
  }

  TemporaryFolder folder_;
};

TEST_F(Include, MergesMapsDeeplyAndTheLaterWins) {
  write("a.yaml", "seed: 1\npopulations: {exc: {size: 10, model: lif}, inh: {size: 2}}\n");
  write("b.yaml", "seed: 2\npopulations: {exc: {size: 20}}\nname: b\n");
  write("m.yaml", "include: [a.yaml, b.yaml]\nname: m\npopulations: {inh: {model: lif}}\n");
  EXPECT_EQ(to_yaml(load("m.yaml")),
            "seed: 2\npopulations:\n  exc:\n    size: 20\n    model: lif\n  inh:\n    size: 2\n"
            "    model: lif\nname: m\n");
}

TEST_F(Include, ListsAndScalarsReplace) {
  write("a.yaml", "l: [1, 2, 3]\nm: {x: 1}\ns: 1\nn: 5\n");
  write("m.yaml", "l: [4]\nm: [1]\ns: {y: 1}\nn: null\ninclude: a.yaml\n");
  EXPECT_EQ(to_yaml(load("m.yaml")), "l: [4]\nm: [1]\ns:\n  y: 1\nn: null\n");
}

TEST_F(Include, IsRelativeToTheIncludingFile) {
  write("base/a.yaml", "include: ../other/b.yaml\nx: 1\n");
  write("other/b.yaml", "y: 2\n");
  write("m.yaml", "include: base/a.yaml\n");
  const ModelSource source = load_model(folder_ / "m.yaml", {});
  EXPECT_EQ(to_yaml(source.root), "y: 2\nx: 1\n");
  EXPECT_EQ(source.included, (std::vector<std::filesystem::path>{folder_ / "base/a.yaml",
                                                                 folder_ / "other/b.yaml"}));
}

TEST_F(Include, EveryValueKeepsItsOwnPlace) {
  write("a.yaml", "\n\nseed: 1\npopulations:\n  exc: {size: 10}\n");
  write("m.yaml", "include: a.yaml\npopulations:\n  exc: {model: lif}\n");
  const Node root = load("m.yaml");
  EXPECT_EQ(root.find("seed")->place().text(), (folder_ / "a.yaml:3:7").string());
  const Node& exc = *root.find("populations")->find("exc");
  EXPECT_EQ(exc.find("size")->place().text(), (folder_ / "a.yaml:5:15").string());
  EXPECT_EQ(exc.find("size")->key_place().text(), (folder_ / "a.yaml:5:9").string());
  EXPECT_EQ(exc.find("size")->path(), "populations.exc.size");
  EXPECT_EQ(exc.find("model")->place().text(), (folder_ / "m.yaml:3:16").string());
  EXPECT_EQ(exc.place().text(), (folder_ / "m.yaml:3:8").string());
}

TEST_F(Include, OverridesAndParametersSeeTheMergedFile) {
  write("a.yaml", "parameters: {n: 10, unused_here: 1}\nx: ${n} * 2\nl: [{d: 1 ms}, {d: 2 ms}]\n");
  write("m.yaml", "include: a.yaml\nparameters: {n: 20}\n");
  EXPECT_EQ(load("m.yaml").find("x")->text(), "40");
  const Node root = load("m.yaml", {"parameters.n=7", "l[1].d=${n} * 1 ms", "l[0]={d: 9 ms}"});
  EXPECT_EQ(to_yaml(root), "x: 14\nl:\n  - d: 9 ms\n  - d: 7 ms\n");
  EXPECT_EQ(message("m.yaml", {"parameters.m=7"}),
            "--set parameters.m=7: parameters.m: no value uses the parameter \"m\" (write ${m} "
            "where it belongs)");
}

TEST_F(Include, SharesAFileInADiamond) {
  write("d.yaml", "x: 1\n");
  write("b.yaml", "include: d.yaml\nx: 2\n");
  write("c.yaml", "include: d.yaml\n");
  write("m.yaml", "include: [b.yaml, c.yaml]\n");
  EXPECT_EQ(load("m.yaml").find("x")->text(), "1") << "c.yaml comes later";
}

TEST_F(Include, ACircleIsToldWithItsChain) {
  write("a.yaml", "include: b.yaml\n");
  write("b.yaml", "x: 1\ninclude: [./a.yaml]\n");
  EXPECT_EQ(message("a.yaml"),
            "b.yaml:2:11: include[0]: files include each other in a circle: a.yaml -> b.yaml -> "
            "a.yaml");
  write("self.yaml", "include: self.yaml\n");
  EXPECT_THAT(message("self.yaml"), HasSubstr("circle: self.yaml -> self.yaml"));
}

TEST_F(Include, ALinkDoesNotHideACircle) {
  write("a.yaml", "include: link.yaml\n");
  std::filesystem::create_symlink(folder_ / "a.yaml", folder_ / "link.yaml");
  EXPECT_THAT(message("a.yaml"), HasSubstr("circle: a.yaml -> link.yaml"));
}

TEST_F(Include, AMissingFileIsToldWhereItIsNamed) {
  write("m.yaml", "x: 1\ninclude: none.yaml\n");
  EXPECT_EQ(message("m.yaml"), "m.yaml:2:10: include: can't include none.yaml: no such file");
  write("l.yaml", "include:\n  - x.yaml\n");
  EXPECT_EQ(message("l.yaml"), "l.yaml:2:5: include[0]: can't include x.yaml: no such file");
}

TEST_F(Include, RefusesWhatIsNoYamlFile) {
  std::filesystem::create_directory(folder_ / "folder");
  write("m.yaml", "include: folder\n");
  EXPECT_EQ(message("m.yaml"),
            "m.yaml:1:10: include: can't include folder: is a directory, expected a YAML file");
  write("m.yaml", "include: /dev/zero\n");
  EXPECT_EQ(message("m.yaml"), "m.yaml:1:10: include: can't include /dev/zero: no regular file");
  write("m.yaml", "include: {a: 1}\n");
  EXPECT_EQ(message("m.yaml"),
            "m.yaml:1:10: include: expected the name of a YAML file to include, got a map");
  write("m.yaml", "include: list.yaml\n");
  write("list.yaml", "- 1\n");
  EXPECT_EQ(message("m.yaml"), "list.yaml:1:1: expected a map in a file to include, got a list");
}

TEST_F(Include, AMistakeInAnIncludedFileIsToldThere) {
  write("a.yaml", "x: 1\nx: 2\n");
  write("m.yaml", "include: a.yaml\n");
  EXPECT_EQ(message("m.yaml"), "a.yaml:2:1: duplicate key \"x\" (first at a.yaml:1:1)");
}

TEST_F(Include, ABombOfFilesIsRefused) {
  write("f0.yaml", "x: 1\n");
  for (int i = 1; i < 30; ++i) {
    const std::string last = "f" + std::to_string(i - 1) + ".yaml";
    write("f" + std::to_string(i) + ".yaml", "include: [" + last + ", " + last + "]\n");
  }
  EXPECT_THAT(message("f29.yaml"), HasSubstr("more than 256 files to include"));
}

TEST_F(Include, AllFilesShareOneBudget) {
  std::string big = "a: &a [1";
  for (int i = 1; i < 1000; ++i) big += ",1";
  big += "]\nb: [*a";
  for (int i = 1; i < 300; ++i) big += ",*a";
  write("big.yaml", big + "]\n");
  write("m.yaml", "include: [big.yaml, big.yaml]\n");
  EXPECT_EQ(message("m.yaml"), "");
  write("m.yaml", "include: [big.yaml, big.yaml, big.yaml, big.yaml]\n");
  EXPECT_THAT(message("m.yaml"), HasSubstr("too much data: more than 1000000 values"));
}

}  // namespace
}  // namespace meniscus
