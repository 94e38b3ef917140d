#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/experiment/sweep_plan.hpp"
#include "sim/io/provenance.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// What the runs of a sweep share.
struct PointSettings {
  const SweepPlan& plan;
  const Catalogue& catalogue;
  int threads = 1;
  bool keep = false;                              ///< the whole result, with what it records
  std::vector<const char*> command_line = {};     ///< of the sweep
  std::string model = {};                         ///< the model file
  std::string original_yaml = {};                 ///< what it says
  std::vector<std::filesystem::path> included{};  ///< by it
};

/// The file in a run's folder that becomes the kept result.
inline constexpr std::string_view point_result = "result.h5";

/// Computes a run of a sweep and writes its outcome to `folder`; to be called in a process of its
/// own. Errors become the outcome, too. Returns the exit status.
int compute_point(std::uint64_t run, const std::filesystem::path& folder,
                  const PointSettings& settings);

}  // namespace meniscus
