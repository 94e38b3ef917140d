#include "sim/io/class_folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ClassFoldersOf : public testing::Test {
 protected:
  void add(const std::string& file) const {
    std::filesystem::create_directories((folder_ / file).parent_path());
    write_file(folder_ / file, "");
  }
  ClassFolders find() const { return find_class_files(folder_.path()); }
  std::string root() const { return folder_.path().string(); }

  /// Files with their labels, e.g. "Train/3/a.bin 1".
  std::vector<std::string> shown(const std::vector<ClassFile>& files) const {
    std::vector<std::string> texts;
    for (const ClassFile& file : files) {
      texts.push_back(std::filesystem::relative(file.path, folder_.path()).string() + " " +
                      std::to_string(file.label));
    }
    return texts;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ClassFoldersOf, TakeTurnsByClass) {
  for (const char* file :
       {"Train/10/b", "Train/10/a", "Train/2/c", "Test/2/d", "Train/2/.hidden"}) {
    add(file);
  }
  const ClassFolders found = find();
  EXPECT_THAT(found.classes, ElementsAre("2", "10"));
  EXPECT_THAT(shown(found.train), ElementsAre("Train/2/c 0", "Train/10/a 1", "Train/10/b 1"));
  EXPECT_THAT(shown(found.test), ElementsAre("Test/2/d 0"));
}

TEST_F(ClassFoldersOf, OrderOtherNamesAsText) {
  for (const char* file : {"train/yes/1", "train/no/1", "test/maybe/1"}) add(file);
  EXPECT_THAT(find().classes, ElementsAre("maybe", "no", "yes"));
  EXPECT_THAT(shown(find().train), ElementsAre("train/no/1 1", "train/yes/1 2"));
}

TEST_F(ClassFoldersOf, MayHaveNoParts) {
  add("club/1");
  add("heart/1");
  EXPECT_THAT(shown(find().train), ElementsAre("club/1 0", "heart/1 1"));
  EXPECT_THAT(find().test, IsEmpty());
}

TEST_F(ClassFoldersOf, HoldNoFolderThatIsACircleOfLinks) {
  add("club/1");
  std::filesystem::create_symlink("circle", std::filesystem::path(root()) / "circle");
  EXPECT_THAT(shown(find().train), ElementsAre("club/1 0"));
}

TEST_F(ClassFoldersOf, NothingAreTold) {
  EXPECT_EQ(message_of<ConfigError>([&] { find(); }),
            root() +
                ": expected files in Train/<class>/ and Test/<class>/, or in <class>/, found "
                "none");
  EXPECT_EQ(message_of<ConfigError>([&] { find_class_files(root() + "/no"); }),
            root() + "/no: no such folder");
}

TEST(ClassFolders, OfNmnistAreTenClasses) {
  const auto folder = shared_data("nmnist");
  if (folder.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with nmnist/";
  const ClassFolders found = find_class_files(folder);
  EXPECT_EQ(found.classes.size(), 10u);
  EXPECT_EQ(found.train.size(), 1000u);
  EXPECT_EQ(found.test.size(), 100u);
  for (const ClassFile& file : found.train) {
    ASSERT_EQ(std::to_string(file.label), file.path.parent_path().filename());
  }
}

}  // namespace
}  // namespace meniscus
