#include "sim/io/stored_weights.hpp"

#include <algorithm>
#include <string_view>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/result_layout.hpp"

namespace meniscus {

namespace {

constexpr const char* root = "/weights";

[[noreturn]] void refuse(const std::filesystem::path& file, std::string message, std::string hint) {
  throw ConfigError({Diagnostic{{file.string()}, {}, std::move(message), std::move(hint)}});
}

std::vector<std::string> projections_in(const Hdf5File& file) {
  require_result_layout(file);
  if (!file.contains(root)) return {};
  std::vector<std::string> names = file.names(root);
  std::erase_if(names, [&](const std::string& name) {
    return !file.contains(fmt::format("{}/weight", weights_group(name)));
  });
  return names;
}

}  // namespace

std::string weights_group(const std::string& projection) {
  return fmt::format("{}/{}", root, projection);
}

std::vector<std::string> stored_projections(const std::filesystem::path& result) {
  std::error_code none;
  if (!std::filesystem::exists(result, none)) refuse(result, "no such file", "");
  std::vector<std::string> names;
  try {
    names = projections_in(Hdf5File(result, Hdf5File::Mode::read));
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
  if (names.empty()) refuse(result, "holds no weights", "record.weights keeps them");
  return names;
}

void require_stored_weights(const std::filesystem::path& result, const std::string& projection) {
  const std::vector<std::string> names = stored_projections(result);
  if (std::ranges::find(names, projection) != names.end()) return;
  const std::vector<std::string_view> known(names.begin(), names.end());
  refuse(result, fmt::format("holds no weights of a projection \"{}\"", projection),
         suggestion_text(projection, known));
}

}  // namespace meniscus
