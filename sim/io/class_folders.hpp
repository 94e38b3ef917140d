#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace meniscus {

/// One sample of a data set that keeps each in a file of its own.
struct ClassFile {
  std::filesystem::path path;
  std::uint32_t label = 0;
};

/// A folder of such files.
struct ClassFolders {
  std::vector<std::string> classes;  ///< names, in the order of the labels
  std::vector<ClassFile> train;
  std::vector<ClassFile> test;  ///< empty where the folder has no parts
};

/// The files in `folder`/Train/<class>/ and `folder`/Test/<class>/ (or train, test), or, where
/// there are no such parts, in `folder`/<class>/: then all are for training. Classes are ordered by
/// number if all their names are numbers, else by name. The files of a part take turns by class,
/// those of a class in the order of their names, so that any first ones are balanced. Names that
/// begin with a dot don't count. Throws ConfigError where nothing of this is there.
ClassFolders find_class_files(const std::filesystem::path& folder);

}  // namespace meniscus
