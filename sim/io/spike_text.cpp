#include "sim/io/spike_text.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <tuple>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// One spike of a file: which one of which population.
struct Entry {
  double time = 0.0;  ///< [ms]
  std::uint32_t population = 0;
  std::uint64_t neuron = 0;

  auto operator<=>(const Entry&) const = default;
};

std::vector<Entry> merged(const SpikeFile& spikes) {
  std::vector<Entry> entries;
  for (std::uint32_t p = 0; p < spikes.populations.size(); ++p) {
    const PopulationSpikes& population = spikes.populations[p];
    for (std::size_t k = 0; k < population.times.size(); ++k) {
      entries.push_back({population.times[k], p, population.neurons[k]});
    }
  }
  std::ranges::sort(entries, std::less{});
  return entries;
}

/// Text in pieces, so that a large file never stands in memory a second time.
class TextWriter {
 public:
  explicit TextWriter(const std::filesystem::path& file)
      : name_(file), stream_(file, std::ios::binary) {}

  void add(const std::string& line) {
    buffer_ += line;
    if (buffer_.size() > (std::size_t{1} << 20)) flush();
  }
  void finish() {
    flush();
    stream_.close();
    if (!stream_) throw IoError(fmt::format("{}: can't write", name_.string()));
  }

 private:
  void flush() {
    stream_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
  }

  std::filesystem::path name_;
  std::ofstream stream_;
  std::string buffer_;
};

/// As RFC 4180 has it.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace

std::vector<std::uint64_t> gdf_offsets(const SpikeFile& spikes) {
  std::vector<std::uint64_t> offsets;
  std::uint64_t next = 1;
  for (const PopulationSpikes& population : spikes.populations) {
    offsets.push_back(next);
    next += population.size;
  }
  return offsets;
}

void write_gdf(const SpikeFile& spikes, const std::filesystem::path& file) {
  const std::vector<std::uint64_t> offsets = gdf_offsets(spikes);
  TextWriter text(file);
  for (const Entry& entry : merged(spikes)) {
    text.add(fmt::format("{}\t{}\n", offsets[entry.population] + entry.neuron, entry.time));
  }
  text.finish();
}

void write_spike_csv(const SpikeFile& spikes, const std::filesystem::path& file) {
  std::vector<std::string> names;
  for (const PopulationSpikes& p : spikes.populations) names.push_back(csv_field(p.name));
  TextWriter text(file);
  text.add("time_ms,population,neuron\n");
  for (const Entry& entry : merged(spikes)) {
    text.add(fmt::format("{},{},{}\n", entry.time, names[entry.population], entry.neuron));
  }
  text.finish();
}

}  // namespace meniscus
