#include "tools/model_change.hpp"

#include <algorithm>

#include "sim/config/node_difference.hpp"
#include "sim/config/source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_differences = 5;  ///< shown

void require_same_model(const Checkpoint& checkpoint, const Checkpoint& now) {
  const std::vector<std::string> lines =
      differences(parse_yaml(checkpoint.resolved_yaml, checkpoint.model),
                  parse_yaml(now.resolved_yaml, checkpoint.model), most_differences);
  if (lines.empty()) return;
  throw ConfigError(fmt::format("{}: the model has changed since the checkpoint:\n  {}",
                                checkpoint.model, fmt::join(lines, "\n  ")));
}

}  // namespace

void require_same_run(const Checkpoint& checkpoint, const Checkpoint& now) {
  if (checkpoint.version != now.version) {
    throw ConfigError(fmt::format("the checkpoint was written by Meniscus {}, this is {}",
                                  checkpoint.version, now.version));
  }
  require_same_model(checkpoint, now);
  for (const InputFile& input : now.inputs) {
    const bool is_same = std::ranges::any_of(checkpoint.inputs, [&](const InputFile& then) {
      return then.path == input.path && then.bytes == input.bytes && then.crc32 == input.crc32;
    });
    if (!is_same)
      throw ConfigError(fmt::format("{}: has changed since the checkpoint", input.path));
  }
}

}  // namespace meniscus
