#include "sim/io/nwb.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

namespace {

constexpr std::uint64_t most_units = 10'000'000;

/// FNV-1a (Fowler, Noll & Vo), 64 bits.
class Digest {
 public:
  explicit Digest(std::uint64_t start) : value_(start) {}

  void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) {
      value_ = (value_ ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3u;
    }
  }
  template <class Values>
  void add_all(const Values& values) {
    add(std::as_bytes(std::span(values)));
  }
  template <class Number>
  void add_number(Number value) {
    add_all(std::array{value});
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_;
};

std::uint64_t digest_of(const SpikeFile& spikes, std::uint64_t start) {
  Digest digest(start);
  digest.add_all(spikes.started);
  for (const PopulationSpikes& p : spikes.populations) {
    digest.add_number(p.name.size());
    digest.add_all(p.name);
    digest.add_number(p.size);
    digest.add_number(p.duration);
    digest.add_number(p.times.size());
    digest.add_all(p.times);
    digest.add_all(p.neurons);
  }
  return digest.value();
}

/// Spikes as ragged columns, and how to describe them.
class Writer {
 public:
  Writer(const SpikeFile& spikes, const std::filesystem::path& name)
      : spikes_(spikes), file_(name, Hdf5File::Mode::create) {
    // Two starts that differ make two halves that do; the first is FNV's own.
    halves_ = {digest_of(spikes, 0xcbf29ce484222325u), digest_of(spikes, 0x9e3779b97f4a7c15u)};
  }

  void write() {
    write_session();
    write_columns();
    file_.write_texts_attribute(
        "/units", "colnames",
        std::vector<std::string>{"population", "node_id", "spike_times", "obs_intervals"});
    file_.write_attribute("/units", "description", "neurons of a simulation");
    mark("/units", "core", "Units");
    file_.close();
  }

 private:
  /// An identifier in the form of a UUID of version 8 (RFC 9562): an object's place in these
  /// contents.
  std::string identifier(const std::string& place) const {
    std::array<std::uint64_t, 2> bits{};
    for (std::size_t k = 0; k < 2; ++k) {
      Digest digest(halves_[k]);
      digest.add_all(place);
      bits[k] = digest.value();
    }
    return fmt::format("{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}", bits[0] >> 32,
                       bits[0] >> 16 & 0xffff, bits[0] & 0xfff, 0x8000 | (bits[1] >> 48 & 0x3fff),
                       bits[1] & 0xffff'ffff'ffff);
  }

  void mark(const std::string& path, const std::string& space, const std::string& type) {
    file_.write_attribute(path, "namespace", space);
    file_.write_attribute(path, "neurodata_type", type);
    file_.write_attribute(path, "object_id", identifier(path));
  }

  void write_session() {
    const std::string start =
        spikes_.started.empty() ? std::string(unknown_start) : spikes_.started;
    mark("/", "core", "NWBFile");
    file_.write_attribute("/", "nwb_version", std::string("2.6.0"));
    for (const char* group : {"/acquisition", "/analysis", "/general", "/processing", "/units",
                              "/stimulus/presentation", "/stimulus/templates"}) {
      file_.create_group(group);
    }
    file_.write_text("/identifier", identifier("identifier"));
    file_.write_text("/session_description", "spikes of a simulation by Meniscus");
    file_.write_text("/session_start_time", start);
    file_.write_text("/timestamps_reference_time", start);
    file_.write_texts("/file_create_date", std::array{start});
  }

  void column(const std::string& name, const std::string& description) {
    file_.write_attribute("/units/" + name, "description", description);
    mark("/units/" + name, "hdmf-common", "VectorData");
  }

  /// `ends[k]`: the first row of `name` behind those of unit k.
  void index(const std::string& name, const std::vector<std::uint64_t>& ends) {
    const std::string path = "/units/" + name + "_index";
    file_.write_vector(path, ends);
    file_.write_attribute(path, "description", "index of " + name);
    mark(path, "hdmf-common", "VectorIndex");
    file_.write_reference_attribute(path, "target", "/units/" + name);
  }

  void write_columns() {
    std::vector<std::string> populations;
    std::vector<std::int64_t> ids, node_ids;
    std::vector<double> intervals;  // [s]
    std::vector<std::uint64_t> interval_ends;
    for (const PopulationSpikes& p : spikes_.populations) {
      for (std::uint64_t k = 0; k < p.size; ++k) {
        ids.push_back(static_cast<std::int64_t>(ids.size()));
        populations.push_back(p.name);
        node_ids.push_back(static_cast<std::int64_t>(k));
        intervals.insert(intervals.end(), {0.0, p.duration / 1e3});
        interval_ends.push_back(ids.size());
      }
    }
    file_.write_vector("/units/id", ids);
    mark("/units/id", "hdmf-common", "ElementIdentifiers");
    file_.write_texts("/units/population", populations);
    column("population", "population of the neuron");
    file_.write_vector("/units/node_id", node_ids);
    column("node_id", "number of the neuron in its population, from 0");
    file_.write_matrix("/units/obs_intervals", ids.size(), 2, intervals);
    column("obs_intervals", "times that were recorded, in seconds");
    index("obs_intervals", interval_ends);
    write_spikes();
  }

  void write_spikes() {
    std::vector<double> times;  // [s]
    std::vector<std::uint64_t> ends;
    for (const PopulationSpikes& p : spikes_.populations) {
      std::vector<std::uint64_t> begin(p.size + 1, times.size());
      for (const std::uint64_t neuron : p.neurons) ++begin[neuron + 1];
      for (std::size_t k = 1; k < begin.size(); ++k) begin[k] += begin[k - 1] - times.size();
      ends.insert(ends.end(), begin.begin() + 1, begin.end());
      times.resize(times.size() + p.times.size());
      for (std::size_t k = 0; k < p.times.size(); ++k) {
        times[begin[p.neurons[k]]++] = p.times[k] / 1e3;
      }
    }
    file_.write_vector("/units/spike_times", times);
    column("spike_times", "times of spikes, in seconds");
    index("spike_times", ends);
  }

  const SpikeFile& spikes_;
  Hdf5File file_;
  std::array<std::uint64_t, 2> halves_{};
};

}  // namespace

void require_nwb_size(const SpikeFile& spikes) {
  std::uint64_t units = 0;
  for (const PopulationSpikes& p : spikes.populations) {
    if (p.size <= most_units) units += p.size;
    if (p.size > most_units || units > most_units) {
      throw ConfigError(fmt::format(
          "NWB: expected at most {} neurons, a unit each, got population {} with {}; choose others "
          "with --population",
          most_units, p.name, p.size));
    }
  }
}

void write_nwb(const SpikeFile& spikes, const std::filesystem::path& file) {
  Writer(spikes, file).write();
}

}  // namespace meniscus
