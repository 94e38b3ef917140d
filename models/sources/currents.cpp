#include "models/sources/currents.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

Time stop_tick(double stop, const Resolution& resolution) {
  constexpr Time latest{std::numeric_limits<std::int64_t>::max()};
  return std::isinf(stop) ? latest : resolution.ticks(stop);
}

ConstantCurrent::ConstantCurrent(const Parameters& parameters, const Resolution& resolution)
    : amplitude_(parameters.amplitude),
      start_(resolution.ticks(parameters.start)),
      stop_(stop_tick(parameters.stop, resolution)) {}

std::optional<Time> ConstantCurrent::next_change(Time t) const {
  if (t <= start_) return start_;
  if (t <= stop_) return stop_;
  return {};
}

std::string StepCurrent::Parameters::problem() const {
  if (times.size() != amplitudes.size()) {
    return fmt::format("expected as many amplitudes as times, got {} and {}", amplitudes.size(),
                       times.size());
  }
  const bool ascend = std::ranges::adjacent_find(times, std::greater_equal{}) == times.end();
  return ascend ? "" : "expected times that ascend";
}

StepCurrent::StepCurrent(const Parameters& parameters, const Resolution& resolution)
    : amplitudes_(parameters.amplitudes) {
  if (const std::string problem = parameters.problem(); !problem.empty())
    throw ConfigError(problem);
  for (const double time : parameters.times) times_.push_back(resolution.ticks(time));
}

std::optional<Time> StepCurrent::next_change(Time t) const {
  const auto next = std::ranges::lower_bound(times_, t);
  return next == times_.end() ? std::nullopt : std::optional(*next);
}

double StepCurrent::value(const StreamKey&, Time t, std::uint32_t) const {
  const auto after = std::ranges::upper_bound(times_, t);
  return after == times_.begin()
             ? 0.0
             : amplitudes_[static_cast<std::size_t>(after - times_.begin() - 1)];
}

}  // namespace meniscus
