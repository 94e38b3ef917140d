#include "sim/io/spike_lists.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr auto times_path = "/spikes/times";
constexpr auto units_path = "/spikes/units";
constexpr auto labels_path = "/labels";

}  // namespace

void SpikeListFile::refuse(const std::string& message) const {
  throw ConfigError({Diagnostic{{file_.name()}, {}, message, {}}});
}

SpikeListFile::SpikeListFile(const std::filesystem::path& name, std::uint32_t units,
                             std::shared_ptr<std::mutex> door, ListLabels labels)
    : file_(name, Hdf5File::Mode::read), units_(units), door_(std::move(door)) {
  const bool labelled = labels == ListLabels::required;
  for (const char* path : {times_path, units_path, labels_path}) {
    if (!file_.contains(path) && (labelled || path != labels_path)) {
      refuse(fmt::format("expected the datasets {}, {} and {}, found no {}", times_path, units_path,
                         labels_path, path));
    }
  }
  if (labelled) {
    read_labels();
  } else if (const auto shape = file_.shape(times_path); shape.size() == 1) {
    labels_.assign(shape.front(), 0);
  }
  for (const char* path : {times_path, units_path}) {
    if (file_.shape(path) != std::vector<std::uint64_t>{labels_.size()}) {
      refuse(fmt::format("{}: expected {} lists, one for each {}", path, labels_.size(),
                         labelled ? "label" : "sample"));
    }
  }
}

void SpikeListFile::read_labels() {
  const std::string type = file_.type(labels_path);
  if (!type.starts_with('i') && !type.starts_with('u')) {
    refuse(fmt::format("{}: expected whole numbers, got {}", labels_path, type));
  }
  const std::vector<std::int64_t> labels = file_.read<std::int64_t>(labels_path);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    constexpr std::int64_t most = 65535;
    if (labels[i] < 0 || labels[i] > most) {
      refuse(fmt::format("{}: expected classes from 0 to {}, sample {} has {}", labels_path, most,
                         i, labels[i]));
    }
    labels_.push_back(static_cast<std::uint32_t>(labels[i]));
  }
}

std::vector<ListedSpike> SpikeListFile::spikes(std::size_t i) const {
  std::vector<double> times;
  std::vector<std::int64_t> units;
  {
    const std::lock_guard lock(*door_);
    times = file_.read_list<double>(times_path, i);
    units = file_.read_list<std::int64_t>(units_path, i);
  }
  if (times.size() != units.size()) {
    refuse(fmt::format("sample {}: expected as many units as times, got {} and {}", i, units.size(),
                       times.size()));
  }
  std::vector<ListedSpike> spikes;
  spikes.reserve(times.size());
  for (std::size_t k = 0; k < times.size(); ++k) {
    constexpr double longest = 1e9;  // [s]
    if (!(times[k] >= 0.0 && times[k] < longest)) {
      refuse(
          fmt::format("sample {}, spike {}: expected a time from 0 s on, got {}", i, k, times[k]));
    }
    if (units[k] < 0 || units[k] >= units_) {
      refuse(fmt::format("sample {}, spike {}: expected a unit below {}, got {}", i, k, units_,
                         units[k]));
    }
    spikes.push_back({std::llround(times[k] * 1e6), static_cast<std::uint32_t>(units[k])});
  }
  std::ranges::stable_sort(spikes, {}, &ListedSpike::t);
  return spikes;
}

}  // namespace meniscus
