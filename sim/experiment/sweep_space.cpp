#include "sim/experiment/sweep_space.hpp"

#include <algorithm>
#include <array>

#include "sim/config/reader.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/sweep_values.hpp"

namespace meniscus {

namespace {

/// Keys that say where a model comes from and goes to, not what it is.
constexpr std::array<std::string_view, 3> not_swept{"include", "output", "sweep"};

/// The product, or most_runs + 1 if it is larger than that.
std::uint64_t capped_product(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > most_runs / b ? most_runs + 1 : a * b;
}

class SweepReader {
 public:
  SweepReader(const Node& section, std::uint64_t seed, Diagnostics& diagnostics)
      : reader_(section, diagnostics, "sweep"), seed_(seed), diagnostics_(diagnostics) {}

  SweepSpace read() {
    constexpr auto most = static_cast<std::int64_t>(most_runs);
    const Node* samples = reader_.optional("samples");
    if (samples != nullptr) {
      space_.samples = static_cast<std::uint64_t>(read_integer(*samples, 1, most, diagnostics_));
    }
    space_.replicates = static_cast<std::uint64_t>(reader_.integer("replicates", 1, most, 1));
    if (const Node* over = reader_.optional("over")) read_axes(*over, samples != nullptr);
    reader_.finish();
    const bool random = std::ranges::any_of(space_.axes, &SweepAxis::random);
    if (samples != nullptr && !random && diagnostics_.empty()) {
      diagnostics_.error(*samples, "no key is drawn at random",
                         "give one a distribution, e.g. {uniform: {low: 1 ms, high: 2 ms}}");
    }
    check_size();
    return std::move(space_);
  }

 private:
  void read_axes(const Node& over, bool has_samples) {
    MapReader keys(over, diagnostics_, "swept keys");  // any key is one; complains of a list
    for (const Node& entry : over.entries()) {
      const std::string first = entry.key().substr(0, entry.key().find_first_of(".["));
      if (std::ranges::find(not_swept, first) != not_swept.end()) {
        diagnostics_.error(entry.key_place(), over.path(),
                           fmt::format("\"{}\" can't be swept", entry.key()));
        continue;
      }
      if (entry.key() == "seed" && space_.replicates > 1) {
        diagnostics_.error(entry.key_place(), over.path(),
                           "expected either a swept seed or replicates, which have seeds of their "
                           "own");
      }
      SweepAxis axis;
      axis.path = entry.key();
      axis.place = entry.key_place();
      axis.random = draws_values(entry);
      if (axis.random && !has_samples) {
        diagnostics_.error(entry, "expected \"samples\" beside a distribution",
                           "samples: 20 draws 20 values");
      }
      axis.values = axis.random ? drawn_values(entry, space_.samples, seed_, diagnostics_)
                                : grid_values(entry, diagnostics_);
      space_.axes.push_back(std::move(axis));
    }
  }

  void check_size() const {
    if (!diagnostics_.empty()) return;
    std::uint64_t runs = capped_product(space_.samples, space_.replicates);
    for (const SweepAxis& axis : space_.axes) {
      if (!axis.random) runs = capped_product(runs, axis.values.size());
    }
    if (runs <= most_runs) return;
    diagnostics_.error(reader_.node(), fmt::format("expected at most {} runs", most_runs));
  }

  MapReader reader_;
  std::uint64_t seed_;
  Diagnostics& diagnostics_;
  SweepSpace space_;
};

}  // namespace

std::uint64_t SweepSpace::points() const {
  std::uint64_t count = samples;
  for (const SweepAxis& axis : axes) count *= axis.random ? 1 : axis.values.size();
  return count;
}

const Node& SweepSpace::value(std::uint64_t point, std::size_t axis) const {
  if (axes[axis].random) return axes[axis].values[point % samples];
  std::uint64_t rest = point / samples;
  for (std::size_t k = axes.size() - 1; k > axis; --k) {
    if (!axes[k].random) rest /= axes[k].values.size();
  }
  return axes[axis].values[rest % axes[axis].values.size()];
}

SweepSpace read_sweep(const Node& section, std::uint64_t seed, Diagnostics& diagnostics) {
  return SweepReader(section, seed, diagnostics).read();
}

}  // namespace meniscus
