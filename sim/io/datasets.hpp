#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/data_part.hpp"
#include "sim/io/idx.hpp"

namespace meniscus {

/// A data set with its official split.
struct DataSet {
  std::string name;
  ImageSet train;
  ImageSet test;
  std::uint32_t classes = 0;  ///< labels are 0 … classes-1
};

/// Where a data set is when no path is given; empty if it has no such place.
std::filesystem::path default_path(std::string_view name);

/// The four files of a data set in the folder `path` (empty: its default place): train images,
/// train labels, test images, test labels. Throws ConfigError that names what is missing and how to
/// get it. Cheap: only looks at names.
std::vector<std::filesystem::path> data_set_files(std::string_view name,
                                                  const std::filesystem::path& path);

/// Images and labels of one part.
struct PartFiles {
  std::filesystem::path images;
  std::filesystem::path labels;  ///< empty: there are none
};

/// The files of one part in a folder (`any`: the test part), whatever the other part is. Throws
/// ConfigError that names what is missing.
PartFiles part_files(const std::filesystem::path& folder, DataPart part);

/// Reads "fashion_mnist" (Xiao et al. 2017, arXiv:1708.07747) or "mnist" (LeCun et al. 1998,
/// doi:10.1109/5.726791) from the folder `path` (empty: its default place) with the files
/// train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k; '.' may stand for the
/// second '-', and each may be gzipped with .gz at its end. Throws ConfigError.
DataSet load_data_set(std::string_view name, const std::filesystem::path& path);

}  // namespace meniscus
