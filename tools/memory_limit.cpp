#include "tools/memory_limit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/memory_estimate.hpp"

namespace meniscus {

namespace {

struct SizeUnit {
  std::string_view name;
  double bytes;
};
constexpr std::array units{SizeUnit{"KiB", 1024.0}, SizeUnit{"MiB", 0x1p20},
                           SizeUnit{"GiB", 0x1p30}, SizeUnit{"TiB", 0x1p40},
                           SizeUnit{"kB", 1e3},     SizeUnit{"MB", 1e6},
                           SizeUnit{"GB", 1e9},     SizeUnit{"TB", 1e12}};

/// The number in a file that holds nothing else ("max" is none).
std::optional<double> number_in(const char* file) {
  double value = 0.0;
  std::ifstream stream(file);
  if (stream >> value) return value;
  return {};
}

double available_in_system() {
  std::ifstream file("/proc/meminfo");
  double kilobytes = 0.0;
  for (std::string word; file >> word;) {
    if (word == "MemAvailable:" && file >> kilobytes) return kilobytes * 1024.0;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

double size_of_option(const std::string& option, const std::string& text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  const auto* const found = std::ranges::find(units, unit, &SizeUnit::name);
  if (error == std::errc() && found != units.end() && value > 0.0 && value < 1e15) {
    return value * found->bytes;
  }
  throw ConfigError(
      fmt::format("{}: expected a size such as 4 GiB or 500 MB, got \"{}\"", option, text));
}

double available_memory() {
  double available = available_in_system();
  const auto most = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (most && used) available = std::min(available, std::max(0.0, *most - *used));
  return 0.8 * available;
}

std::string size_text(double bytes) {
  if (bytes < 0x1p30) return fmt::format("{:.3g} MiB", bytes / 0x1p20);
  return fmt::format("{:.3g} GiB", bytes / 0x1p30);
}

void require_memory(const Specification& specification, const std::string& model, int threads,
                    const std::string& limit) {
  const double most = limit.empty() ? available_memory() : size_of_option("--memory", limit);
  const double needed = expected_memory(specification, threads);
  if (needed <= most) return;
  const MemoryPart largest = expected_memory_parts(specification, threads).front();
  throw ConfigError(fmt::format("{}: would need about {} ({} alone {}), the limit is {} (--memory)",
                                model, size_text(needed), largest.of, size_text(largest.bytes),
                                size_text(most)));
}

}  // namespace meniscus
