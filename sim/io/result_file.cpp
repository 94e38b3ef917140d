#include "sim/io/result_file.hpp"

#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/build_info.hpp"

namespace meniscus {

namespace {

constexpr std::uint32_t layout_version = 1;

}  // namespace

ResultFile::ResultFile(std::filesystem::path final_name, bool overwrite)
    : output_(std::move(final_name), overwrite),
      file_(output_.temporary_name(), Hdf5File::Mode::create) {
  write_sonata_marks(file_);
  file_.write_attribute("/", "meniscus_version", std::string(detail::build_version));
  file_.write_attribute("/", "layout_version", layout_version);
  file_.write_attribute("/", "complete", std::uint8_t{0});
}

void ResultFile::commit() {
  file_.write_attribute("/", "complete", std::uint8_t{1});
  if (output_.is_taken()) {
    const std::filesystem::path kept = keep_partial();
    throw IoError(fmt::format("{} appeared during the run and is kept; the new result is {}",
                              final_name().string(), kept.string()));
  }
  file_.close();
  output_.commit();
}

std::filesystem::path ResultFile::keep_partial() {
  file_.write_attribute("/", "complete", std::uint8_t{0});
  file_.close();
  std::filesystem::path name = final_name();
  name.replace_extension(".partial.h5");
  output_.commit_as(name);
  return name;
}

}  // namespace meniscus
