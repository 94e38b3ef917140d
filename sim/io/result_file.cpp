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
    : final_name_((check_new_file(final_name, overwrite), std::move(final_name))),
      overwrite_(overwrite),
      temporary_(final_name_),
      file_(temporary_.name(), Hdf5File::Mode::create) {
  write_sonata_marks(file_);
  file_.write_attribute("/", "meniscus_version", std::string(detail::build_version));
  file_.write_attribute("/", "layout_version", layout_version);
  file_.write_attribute("/", "complete", std::uint8_t{0});
}

void ResultFile::finish(const std::filesystem::path& name) {
  file_.close();
  temporary_.rename(name);
}

void ResultFile::commit() {
  file_.write_attribute("/", "complete", std::uint8_t{1});
  if (!overwrite_ && std::filesystem::exists(final_name_)) {
    const std::filesystem::path kept = keep_partial();
    throw IoError(fmt::format("{} appeared during the run and is kept; the new result is {}",
                              final_name_.string(), kept.string()));
  }
  finish(final_name_);
}

std::filesystem::path ResultFile::keep_partial() {
  file_.write_attribute("/", "complete", std::uint8_t{0});
  std::filesystem::path name = final_name_;
  name.replace_extension(".partial.h5");
  finish(name);
  return name;
}

}  // namespace meniscus
