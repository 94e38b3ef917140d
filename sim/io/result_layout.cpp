#include "sim/io/result_layout.hpp"

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr const char* attribute = "layout_version";

[[noreturn]] void refuse(const Hdf5File& file, std::string message, std::string hint) {
  throw ConfigError({Diagnostic{{file.name()}, {}, std::move(message), std::move(hint)}});
}

}  // namespace

std::uint32_t require_result_layout(const Hdf5File& file) {
  if (!file.has_attribute("/", attribute)) {
    refuse(file, fmt::format("no result of Meniscus: it has no root attribute {}", attribute), "");
  }
  const std::string type = file.attribute_type("/", attribute);
  const auto told = type == "u32" ? file.read_attribute<std::uint32_t>("/", attribute)
                                  : std::vector<std::uint32_t>{};
  if (told.size() != 1) {
    refuse(file, fmt::format("expected a whole number (u32) as root attribute {}", attribute), "");
  }
  const std::uint32_t layout = told.front();
  if (layout > layout_version) {
    refuse(file,
           fmt::format("made by a newer Meniscus: layout {}, this one reads {} to {}", layout,
                       oldest_layout_version, layout_version),
           "read it with the version that its attribute meniscus_version tells");
  }
  if (layout < oldest_layout_version) {
    refuse(file,
           fmt::format("expected layout {} to {}, got {}", oldest_layout_version, layout_version,
                       layout),
           "");
  }
  return layout;
}

void refuse_unknown_layout(const Hdf5File& file) {
  if (file.has_attribute("/", attribute)) require_result_layout(file);
}

}  // namespace meniscus
