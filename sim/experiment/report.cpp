#include "sim/experiment/report.hpp"

#include <algorithm>
#include <array>

namespace meniscus {

bool is_cost(std::string_view metric) {
  constexpr std::array<std::string_view, 9> costs{
      "build_cpu_time",    "build_wall_time",   "cpu_time",
      "wall_time",         "real_time_factor",  "peak_memory",
      "events_per_second", "bytes_per_synapse", "samples_per_cpu_second"};
  return std::ranges::find(costs, metric) != costs.end();
}

}  // namespace meniscus
