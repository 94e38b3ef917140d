#include "tools/sweep_files.hpp"

#include <algorithm>

#include "sim/config/node_difference.hpp"
#include "sim/config/source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "tools/sweep_runner.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_differences = 5;
constexpr std::string_view identity_path = "/provenance/sweep_identity";

/// The first of the places where two texts of lines differ.
std::string first_difference(std::string_view what, const std::string& before,
                             const std::string& now) {
  const auto [a, b] = std::ranges::mismatch(before, now);
  const auto line = [](const std::string& text, std::size_t at) {
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const std::string found = text.substr(begin, text.find('\n', begin) - begin);
    return found.empty() ? std::string("none") : found;
  };
  return fmt::format("{}: was {}, is {}", what,
                     line(before, static_cast<std::size_t>(a - before.begin())),
                     line(now, static_cast<std::size_t>(b - now.begin())));
}

/// Throws unless a file belongs to this sweep.
void require_same(const std::string& file, const SweepIdentity& before, const SweepIdentity& now) {
  std::vector<std::string> lines;
  if (before.model != now.model) {
    lines = differences(parse_yaml(before.model, file), parse_yaml(now.model, "model"),
                        most_differences);
    if (lines.empty()) lines.emplace_back("the model is written in another way");
  }
  if (before.program != now.program) {
    lines.push_back(first_difference("program", before.program, now.program));
  }
  if (before.inputs != now.inputs) {
    lines.push_back(first_difference("input", before.inputs, now.inputs));
  }
  if (lines.empty()) return;
  throw ConfigError(
      fmt::format("{} belongs to another sweep (use --overwrite to start anew):\n  {}", file,
                  fmt::join(lines, "\n  ")));
}

std::filesystem::path with_ending(std::filesystem::path name, std::string_view ending) {
  name += ending;
  return name;
}

/// The table's name, of a file that may be made.
std::filesystem::path checked(std::filesystem::path table) {
  if (!table.has_filename()) {
    throw ConfigError(fmt::format("expected the name of a table, got \"{}\"", table.string()));
  }
  std::error_code none;
  const auto status = std::filesystem::status(table, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw ConfigError(fmt::format("{} exists and is not a plain file", table.string()));
  }
  return table;
}

}  // namespace

SweepFiles::SweepFiles(std::filesystem::path table, const SweepIdentity& identity, bool overwrite)
    : table_(checked(std::move(table))),
      folder_(std::filesystem::path(table_).replace_extension(".points")),
      progress_(with_ending(table_, ".progress")) {
  if (overwrite) {
    start_anew(identity);
  } else {
    find_done(identity);
  }
}

void SweepFiles::find_done(const SweepIdentity& identity) {
  const bool under_way = !progress_.identity().empty();
  try {
    if (under_way) {
      const std::string file = with_ending(table_, ".progress").string();
      require_same(file, read_identity(progress_.identity(), file), identity);
    }
    if (std::filesystem::exists(table_)) take_table(identity, !under_way);
  } catch (const ConfigError&) {
    if (!under_way) progress_.remove();  // it was made just now
    throw;
  }
  for (const auto& [run, result] : progress_.runs()) done_[run] = result;
  std::erase_if(done_, [](const auto& entry) { return entry.second.status != RunStatus::done; });
  if (!under_way) progress_.start(identity);
  remove_unfinished(folder_);
}

/// `must_belong`: else a table of another sweep is the one that this sweep is to replace.
void SweepFiles::take_table(const SweepIdentity& identity, bool must_belong) {
  const std::string name = table_.string();
  SweepTable found;
  try {
    const Hdf5File file(table_, Hdf5File::Mode::read);
    if (!holds_sweep(file) || !file.contains(std::string(identity_path))) {
      throw IoError(fmt::format("{} holds no sweep", name));
    }
    require_same(name, read_identity(file.read_text(std::string(identity_path)), name), identity);
    found = read_sweep_table(file);
  } catch (const IoError& error) {
    if (must_belong) {
      throw ConfigError(fmt::format("{} (use --overwrite to replace it)", error.what()));
    }
    return;
  } catch (const ConfigError&) {
    if (must_belong) throw;
    return;
  }
  for (std::size_t r = 0; r < found.runs.size(); ++r) done_[r] = found.runs[r];
  complete_ = std::ranges::all_of(
      found.runs, [](const SweepRun& run) { return run.status == RunStatus::done; });
}

void SweepFiles::start_anew(const SweepIdentity& identity) {
  progress_.start(identity);
  remove_unfinished(folder_);
  std::error_code none;
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, none)) {
    const std::string stem = entry.path().stem().string();
    const bool number = stem.find_first_not_of("0123456789") == std::string::npos;
    if (number && entry.path().extension() == ".h5") old.push_back(entry.path());
  }
  for (const auto& path : old) std::filesystem::remove(path, none);
}

std::filesystem::path SweepFiles::kept(std::uint64_t run) const {
  return folder_ / fmt::format("{:04}.h5", run);
}

void SweepFiles::finish() {
  progress_.remove();
  std::error_code none;
  std::filesystem::remove(folder_, none);  // if it is empty
}

}  // namespace meniscus
