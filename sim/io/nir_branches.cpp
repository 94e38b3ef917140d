#include "sim/io/nir_branches.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace meniscus {

namespace {

/// The delay of each of `size` sources or targets, if all weights of one share it.
std::optional<std::vector<double>> delays_of(std::uint32_t NirWeight::*end, std::uint32_t size,
                                             const std::vector<NirWeight>& weights) {
  constexpr double unknown = -1.0;
  std::vector<double> delays(size, unknown);
  for (const NirWeight& w : weights) {
    double& delay = delays[w.*end];
    if (delay != unknown && delay != w.delay) return {};
    delay = w.delay;
  }
  std::ranges::replace(delays, unknown, weights.front().delay);
  return delays;
}

}  // namespace

double NirBundle::least_delay() const {
  return std::ranges::min(weights, {}, &NirWeight::delay).delay;
}

std::vector<NirBranch> nir_branches(const NirBundle& bundle, const NirExtents& extents,
                                    double implied) {
  const std::vector<NirWeight>& weights = bundle.weights;
  const auto has_delay = [&](const NirWeight& w) { return w.delay != implied; };
  if (std::ranges::none_of(weights, has_delay)) return {{weights}};
  if (const auto before = delays_of(&NirWeight::source, extents.sources, weights)) {
    return {{weights, *before, {}}};
  }
  if (const auto after = delays_of(&NirWeight::target, extents.targets, weights)) {
    return {{weights, {}, *after}};
  }
  std::map<double, std::vector<NirWeight>> parts;
  for (const NirWeight& w : weights) parts[w.delay].push_back(w);
  std::vector<NirBranch> branches;
  for (auto& [delay, part] : parts) {
    const std::vector<double> before(delay == implied ? 0 : extents.sources, delay);
    branches.push_back({std::move(part), before, {}});
  }
  return branches;
}

}  // namespace meniscus
