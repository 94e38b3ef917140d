#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/data_part.hpp"

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

/// The files of one part, of classes that are known by `classes`, their names in the order of the
/// labels. Throws ConfigError for any other class, and where there are no files.
std::vector<ClassFile> find_class_files(const std::filesystem::path& folder, DataPart part,
                                        const std::vector<std::string>& classes);

/// A file, or those of a folder in the order of their names, without labels: all are 0. With an
/// extension (".wav"), only such files. Throws ConfigError where there are none.
std::vector<ClassFile> find_files(const std::filesystem::path& path, std::string_view extension);

}  // namespace meniscus
