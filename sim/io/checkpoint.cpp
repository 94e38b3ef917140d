#include "sim/io/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/state_archive.hpp"
#include "sim/io/output_file.hpp"

namespace meniscus {

namespace {

namespace fs = std::filesystem;

/// Of what lies below; the journal's frame around it tells damage.
constexpr std::uint64_t format_version = 1;

fs::path with(fs::path name, const char* ending) { return name += ending; }

fs::path previous_of(const fs::path& result) { return with(checkpoint_of(result), ".previous"); }

void pass(StateArchive& archive, Checkpoint& checkpoint) {
  archive.same(format_version);
  archive.text(checkpoint.version);
  archive.text(checkpoint.folder);
  archive.text(checkpoint.model);
  archive.list(checkpoint.overrides, [&](std::string& text) { archive.text(text); });
  archive.text(checkpoint.resolved_yaml);
  archive.list(checkpoint.inputs, [&](InputFile& input) {
    archive.text(input.path);
    archive.value(input.bytes);
    archive.value(input.crc32);
  });
  archive.value(checkpoint.overwrite);
  archive.value(checkpoint.cut_threads);
  archive.value(checkpoint.position);
  archive.value(checkpoint.reached);
  archive.value(checkpoint.wall);
  archive.value(checkpoint.cpu);
  archive.values(checkpoint.state);
}

std::optional<Checkpoint> read_one(const fs::path& name) {
  if (!fs::is_regular_file(name)) return {};
  try {
    JournalReader reader(name);
    if (!reader.next()) return {};
    StateArchive archive(reader.frame());
    Checkpoint checkpoint;
    pass(archive, checkpoint);
    archive.end();
    return checkpoint;
  } catch (const ConfigError&) {
    return {};
  }
}

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw IoError(fmt::format("{}: can't be renamed: {}", from.string(), error.message()));
}

}  // namespace

fs::path checkpoint_of(fs::path result) { return result += ".checkpoint"; }

void write_checkpoint(const fs::path& result, Checkpoint checkpoint) {
  const fs::path name = checkpoint_of(result);
  StateArchive archive;
  pass(archive, checkpoint);
  OutputFile output(name, true, with(name, ".tmp"));
  {
    Journal file(output.temporary_name(), Journal::Existing::replace);
    file.append(std::array<Journal::Bytes, 1>{archive.bytes()});
  }
  if (fs::exists(name)) move_file(name, previous_of(result));
  output.commit();
}

Checkpoint read_checkpoint(const fs::path& result) {
  for (const fs::path& name : {checkpoint_of(result), previous_of(result)}) {
    if (auto checkpoint = read_one(name)) return std::move(*checkpoint);
  }
  throw ConfigError(
      fmt::format("{}: {}", checkpoint_of(result).string(),
                  fs::exists(checkpoint_of(result))
                      ? "no whole checkpoint in it"
                      : "no such checkpoint (a run writes one when it is stopped, and "
                        "with --checkpoint-every)"));
}

void remove_checkpoints(const fs::path& result) {
  std::error_code ignored;
  for (const fs::path& name :
       {checkpoint_of(result), previous_of(result), with(checkpoint_of(result), ".tmp")}) {
    fs::remove(name, ignored);
  }
}

}  // namespace meniscus
