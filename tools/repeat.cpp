#include "tools/repeat.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <system_error>

#include "sim/config/override.hpp"
#include "sim/config/source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/report.hpp"
#include "sim/io/json.hpp"
#include "sim/io/result_comparison.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_differences = 10;  ///< shown

ResultComparison compare(const StoredRun& run, const std::filesystem::path& repeated) {
  return compare_results(run.result, repeated, [](const std::string& path) {
    constexpr std::string_view metrics = "/metrics/";
    return path.starts_with("/provenance/") ||
           (path.starts_with(metrics) && is_cost(path.substr(metrics.size())));
  });
}

}  // namespace

void enter_folder(const StoredRun& run, const std::string& instead) {
  const std::string& folder = instead.empty() ? run.provenance.folder : instead;
  if (folder.empty()) return;
  std::error_code error;
  std::filesystem::current_path(folder, error);
  if (!error) return;
  throw ConfigError({Diagnostic{
      {folder},
      {},
      fmt::format("the folder where the run was begun can't be entered: {}", error.message()),
      "--folder tells where its relative names of files are meant from"}});
}

ModelSource model_of(const StoredRun& run, const std::vector<std::string>& overrides) {
  ModelSource source{parse_yaml(run.provenance.resolved_yaml, run.model_name()), {}};
  for (const std::string& text : overrides) apply_override(source.root, text);
  return source;
}

bool is_hdf5(const std::filesystem::path& file) {
  constexpr std::string_view signature = "\x89HDF\r\n";
  std::string begin(signature.size(), '\0');
  std::ifstream(file, std::ios::binary)
      .read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return begin == signature;
}

void warn_of_other_build(const StoredRun& run, const Provenance& now) {
  for (const std::string& line : build_differences(run.provenance, now)) {
    fmt::print(stderr, "warning: {}: {}; bits are promised for one build\n", run.result.string(),
               line);
  }
}

std::filesystem::path named_after(const std::filesystem::path& result, const std::string& what) {
  return result.parent_path() / fmt::format("{}.{}.h5", result.stem().string(), what);
}

std::string comparison_text(const StoredRun& run, const std::filesystem::path& repeated) {
  if (!run.complete) {
    return fmt::format("not compared: the run of {} did not end\n", run.result.string());
  }
  const ResultComparison comparison = compare(run, repeated);
  if (comparison.differences.empty()) {
    return fmt::format("the same bits as {}: {} datasets\n", run.result.string(), comparison.same);
  }
  const std::size_t count = comparison.differences.size();
  std::string text = fmt::format("other bits than {}: {} of {} datasets\n", run.result.string(),
                                 count, count + comparison.same);
  for (std::size_t k = 0; k < std::min(count, most_differences); ++k) {
    text += fmt::format("  {}\n", comparison.differences[k]);
  }
  if (count > most_differences) text += fmt::format("  … {} more\n", count - most_differences);
  return text;
}

std::string comparison_json(const StoredRun& run, const std::filesystem::path& repeated) {
  nlohmann::json json{{"of", run.result.string()}, {"same_bits", nullptr}};
  if (run.complete) {
    const ResultComparison comparison = compare(run, repeated);
    json["same_bits"] = comparison.differences.empty();
    json["same_datasets"] = comparison.same;
    json["differences"] = comparison.differences;
  }
  return json.dump();
}

}  // namespace meniscus
