#include "sim/io/result_run.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/result_layout.hpp"
#include "sim/io/sweep_table.hpp"

namespace meniscus {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, std::string message,
                         std::string hint = {}) {
  throw ConfigError({Diagnostic{{file.string()}, {}, std::move(message), std::move(hint)}});
}

/// The texts of a provenance that a run can be made of, or that tell the build.
constexpr std::pair<const char*, std::string Provenance::*> texts[] = {
    {"version", &Provenance::version},
    {"commit", &Provenance::commit},
    {"compiler", &Provenance::compiler},
    {"compiler_flags", &Provenance::compiler_flags},
    {"build_type", &Provenance::build_type},
    {"libraries", &Provenance::libraries},
    {"processor", &Provenance::processor},
    {"command_line", &Provenance::command_line},
    {"folder", &Provenance::folder},
    {"model", &Provenance::model},
    {"resolved_yaml", &Provenance::resolved_yaml},
    {"original_yaml", &Provenance::original_yaml}};

std::vector<InputFile> inputs_in(const Hdf5File& file) {
  const std::string group = "/provenance/inputs/";
  const auto paths = file.read_texts(group + "path");
  const auto bytes = file.read<std::uint64_t>(group + "bytes");
  const auto sums = file.read<std::uint32_t>(group + "crc32");
  if (bytes.size() != paths.size() || sums.size() != paths.size()) {
    refuse(file.name(), group + ": expected as many sizes and checksums as paths");
  }
  std::vector<InputFile> inputs;
  for (std::size_t i = 0; i < paths.size(); ++i) inputs.push_back({paths[i], bytes[i], sums[i]});
  return inputs;
}

StoredRun read_run(const Hdf5File& file) {
  StoredRun run;
  run.result = file.name();
  run.layout = require_result_layout(file);
  if (holds_sweep(file)) refuse(run.result, "holds a sweep, not a run", "meniscus sweep makes it");
  if (file.contains("/provenance/predicts")) {
    refuse(run.result,
           fmt::format("holds predictions by the readout of {}, not a run",
                       file.read_text("/provenance/predicts")),
           "meniscus predict makes them");
  }
  if (!file.contains("/provenance/resolved_yaml")) {
    refuse(run.result, "expected /provenance/resolved_yaml, the model as run");
  }
  if (file.has_attribute("/", "complete")) {
    const auto complete = file.read_attribute<std::uint8_t>("/", "complete");
    run.complete = complete.size() == 1 && complete.front() == 1;
  }
  for (const auto& [name, member] : texts) {
    const std::string path = fmt::format("/provenance/{}", name);
    if (file.contains(path)) run.provenance.*member = file.read_text(path);
  }
  if (file.contains("/provenance/inputs")) run.provenance.inputs = inputs_in(file);
  return run;
}

std::string own_name(const InputFile& input) {
  return std::filesystem::path(input.path).filename().string();
}

}  // namespace

StoredRun read_stored_run(const std::filesystem::path& result) {
  std::error_code none;
  if (!std::filesystem::exists(result, none)) refuse(result, "no such file");
  try {
    return read_run(Hdf5File(result, Hdf5File::Mode::read));
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
}

std::vector<std::string> build_differences(const Provenance& then, const Provenance& now) {
  std::vector<std::string> lines;
  const auto compare = [&](const char* what, std::string Provenance::*member) {
    if (then.*member == now.*member) return;
    lines.push_back(fmt::format("made with {} {}, this is {}", what, then.*member, now.*member));
  };
  compare("version", &Provenance::version);
  compare("commit", &Provenance::commit);
  compare("compiler", &Provenance::compiler);
  compare("compiler flags", &Provenance::compiler_flags);
  compare("build type", &Provenance::build_type);
  compare("libraries", &Provenance::libraries);
  compare("processor", &Provenance::processor);
  return lines;
}

void require_same_inputs(const StoredRun& run, std::span<const InputFile> now) {
  for (const InputFile& input : now) {
    const InputFile* known = nullptr;
    const bool same = std::ranges::any_of(run.provenance.inputs, [&](const InputFile& then) {
      if (own_name(then) != own_name(input)) return false;
      if (known == nullptr) known = &then;
      return then.bytes == input.bytes && then.crc32 == input.crc32;
    });
    if (same) continue;
    if (known == nullptr) {
      refuse(input.path, fmt::format("the run of {} read no such file", run.result.string()));
    }
    refuse(input.path,
           fmt::format("has changed since the run of {}: {} bytes, CRC-32 {:08x}, was {} bytes, "
                       "CRC-32 {:08x}",
                       run.result.string(), input.bytes, input.crc32, known->bytes, known->crc32));
  }
}

}  // namespace meniscus
