#include "sim/io/provenance.hpp"

#include <sys/resource.h>
#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>

#include "sim/core/format.hpp"
#include "sim/io/build_info.hpp"
#include "sim/io/gzip.hpp"
#include "sim/io/wav.hpp"

namespace meniscus {

namespace {

std::string processor_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != std::string::npos)
        return line.substr(colon + 2);
  return "unknown";
}

std::string system_text() {
  utsname names{};
  if (::uname(&names) != 0) return "unknown";
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

/// The argument as a POSIX shell would need it.
std::string quoted(std::string_view argument) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,@%";
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string_view::npos)
    return std::string(argument);
  std::string text = "'";
  for (const char c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

rusage usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used;
}

double cpu_seconds(const rusage& used) {
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

Provenance begin_provenance(std::span<const char* const> command_line) {
  Provenance provenance;
  provenance.version = detail::build_version;
  provenance.commit = detail::build_commit;
  provenance.compiler = detail::build_compiler;
  provenance.compiler_flags = detail::build_flags;
#ifdef MENISCUS_LEVEL
  provenance.compiler_flags += " -march=" MENISCUS_LEVEL;
#endif
  provenance.build_type = detail::build_type;
  provenance.libraries = fmt::format("HDF5 {}, zlib {}, libsndfile {}, {}", hdf5_version(),
                                     gzip_version(), sndfile_version(), detail::build_libraries);
  provenance.processor = processor_model();
  provenance.cores = std::thread::hardware_concurrency();
  provenance.system = system_text();
  for (const char* argument : command_line)
    provenance.command_line += (provenance.command_line.empty() ? "" : " ") + quoted(argument);
  std::error_code none;
  provenance.folder = std::filesystem::current_path(none).string();
  provenance.started = utc_now();
  provenance.wall_start = std::chrono::steady_clock::now();
  provenance.cpu_start = cpu_seconds(usage());
  return provenance;
}

void end_provenance(Provenance& provenance) {
  const rusage used = usage();
  const std::chrono::duration<double> wall =
      std::chrono::steady_clock::now() - provenance.wall_start;
  provenance.finished = utc_now();
  provenance.wall_seconds = wall.count();
  provenance.cpu_seconds = cpu_seconds(used) - provenance.cpu_start;
  provenance.peak_memory_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;  // given in KiB
}

InputFile describe_input(const std::filesystem::path& path) {
  const Checksum sum = checksum(path);
  return {path.string(), sum.bytes, sum.crc32};
}

void write_begin(ResultFile& result, const Provenance& p) {
  const auto text = [&](const char* name, const std::string& value) {
    result.write_text(fmt::format("/provenance/{}", name), value);
  };
  text("program", p.program);
  text("version", p.version);
  text("commit", p.commit);
  text("compiler", p.compiler);
  text("compiler_flags", p.compiler_flags);
  text("build_type", p.build_type);
  text("libraries", p.libraries);
  text("processor", p.processor);
  text("system", p.system);
  text("command_line", p.command_line);
  text("folder", p.folder);
  text("model", p.model);
  text("resolved_yaml", p.resolved_yaml);
  text("original_yaml", p.original_yaml);
  text("started", p.started);
  result.write_number("/provenance/cores", p.cores);
  result.write_number("/provenance/seed", p.seed);
  result.write_number("/provenance/threads", p.threads);

  std::vector<std::string> paths;
  std::vector<std::uint64_t> bytes;
  std::vector<std::uint32_t> checksums;
  for (const InputFile& input : p.inputs) {
    paths.push_back(input.path);
    bytes.push_back(input.bytes);
    checksums.push_back(input.crc32);
  }
  result.write_texts("/provenance/inputs/path", paths);
  result.write_vector("/provenance/inputs/bytes", bytes, "B");
  result.write_vector("/provenance/inputs/crc32", checksums);
}

void write_end(ResultFile& result, const Provenance& p) {
  result.write_text("/provenance/finished", p.finished);
  result.write_number("/provenance/wall_seconds", p.wall_seconds, "s");
  result.write_number("/provenance/cpu_seconds", p.cpu_seconds, "s");
  result.write_number("/provenance/peak_memory_bytes", p.peak_memory_bytes, "B");
}

}  // namespace meniscus
