#include "tools/model_change.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_lines = 10;  ///< shown of each side

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// What lies between the lines that both begin with and those that both end with.
std::string difference(const std::string& before, const std::string& after) {
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> new_lines = lines_of(after);
  const auto [old_begin, new_begin] = std::ranges::mismatch(old_lines, new_lines);
  const auto first = static_cast<std::size_t>(old_begin - old_lines.begin());
  const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  std::size_t last = 0;  // lines that both end with
  while (last < shorter - first &&
         old_lines[old_lines.size() - 1 - last] == new_lines[new_lines.size() - 1 - last]) {
    ++last;
  }
  std::string text;
  const auto show = [&](char sign, const std::vector<std::string>& lines) {
    const std::size_t end = lines.size() - last;
    for (std::size_t k = first; k < std::min(end, first + most_lines); ++k) {
      text += fmt::format("\n  {} {}", sign, lines[k]);
    }
    if (end > first + most_lines) text += fmt::format("\n  {} …", sign);
  };
  show('-', old_lines);
  show('+', new_lines);
  return text;
}

}  // namespace

void require_same_run(const Checkpoint& checkpoint, const Checkpoint& now) {
  if (checkpoint.version != now.version) {
    throw ConfigError(fmt::format("the checkpoint was written by Meniscus {}, this is {}",
                                  checkpoint.version, now.version));
  }
  if (checkpoint.resolved_yaml != now.resolved_yaml) {
    throw ConfigError(
        fmt::format("{}: the model has changed since the checkpoint (- then, + now):{}",
                    checkpoint.model, difference(checkpoint.resolved_yaml, now.resolved_yaml)));
  }
  for (const InputFile& input : now.inputs) {
    const bool is_same = std::ranges::any_of(checkpoint.inputs, [&](const InputFile& then) {
      return then.path == input.path && then.bytes == input.bytes && then.crc32 == input.crc32;
    });
    if (!is_same)
      throw ConfigError(fmt::format("{}: has changed since the checkpoint", input.path));
  }
}

}  // namespace meniscus
