#include "sim/io/datasets.hpp"

#include <algorithm>
#include <array>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::array<std::string_view, 2> names{"fashion_mnist", "mnist"};
constexpr std::string_view fashion_mnist_package = "apt-get install dataset-fashion-mnist";

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw ConfigError({Diagnostic{{}, {}, std::move(message), std::move(hint)}});
}

/// The first of the spellings of `part` and `kind`, e.g. "train-images" and "idx3-ubyte", that
/// exists.
std::filesystem::path find_file(const std::filesystem::path& folder, std::string_view part,
                                std::string_view kind, std::string_view hint) {
  for (const char separator : {'-', '.'})
    for (const std::string_view ending : {"", ".gz"}) {
      const auto candidate = folder / fmt::format("{}{}{}{}", part, separator, kind, ending);
      if (std::filesystem::exists(candidate)) return candidate;
    }
  refuse(fmt::format("{}: expected a file {}-{} or {}-{}.gz, found neither", folder.string(), part,
                     kind, part, kind),
         std::string(hint));
}

}  // namespace

std::filesystem::path default_path(std::string_view name) {
  return name == "fashion_mnist" ? "/usr/share/datasets/fashion-mnist" : "";
}

std::vector<std::filesystem::path> data_set_files(std::string_view name,
                                                  const std::filesystem::path& path) {
  if (std::ranges::find(names, name) == names.end())
    refuse(fmt::format("unknown data set \"{}\", expected {}", name, fmt::join(names, " or ")), "");
  const std::filesystem::path folder = path.empty() ? default_path(name) : path;
  const std::string_view hint =
      folder == default_path("fashion_mnist") ? fashion_mnist_package : "";
  if (folder.empty())
    refuse(fmt::format("data set {} needs a path", name),
           "a folder with train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz and the same of "
           "t10k");
  if (!std::filesystem::is_directory(folder))
    refuse(fmt::format("{}: no such folder for data set {}", folder.string(), name),
           std::string(hint));
  return {find_file(folder, "train-images", "idx3-ubyte", hint),
          find_file(folder, "train-labels", "idx1-ubyte", hint),
          find_file(folder, "t10k-images", "idx3-ubyte", hint),
          find_file(folder, "t10k-labels", "idx1-ubyte", hint)};
}

PartFiles part_files(const std::filesystem::path& folder, DataPart part) {
  const std::string_view name = part == DataPart::train ? "train" : "t10k";
  return {find_file(folder, fmt::format("{}-images", name), "idx3-ubyte", ""),
          find_file(folder, fmt::format("{}-labels", name), "idx1-ubyte", "")};
}

DataSet load_data_set(std::string_view name, const std::filesystem::path& path) {
  const auto files = data_set_files(name, path);
  DataSet set{std::string(name), load_idx(files[0], files[1]), load_idx(files[2], files[3]), 0};
  if (set.train.rows != set.test.rows || set.train.columns != set.test.columns)
    refuse(fmt::format("{}: images of {} x {} pixels, but {} has {} x {}", files[2].string(),
                       set.test.rows, set.test.columns, files[0].string(), set.train.rows,
                       set.train.columns),
           "");
  set.classes =
      1u + std::max(std::ranges::max(set.train.labels), std::ranges::max(set.test.labels));
  return set;
}

}  // namespace meniscus
