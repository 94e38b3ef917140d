#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/experiment/sweep_space.hpp"

namespace meniscus {

/// What the command line adds to a model's section `sweep`.
struct SweepRequest {
  std::vector<std::string> overrides;  ///< "a.b=value", of every point
  std::vector<std::string> over = {};  ///< "a.b=values": swept keys
  std::string samples = {};            ///< empty: the section's
  std::string replicates = {};         ///< empty: the section's
};

/// The runs of a sweep: point by point, and for each its replicates. All models come from files
/// that are read once, so that a file edited meanwhile changes nothing.
class SweepPlan {
 public:
  /// Throws ConfigError for what is wrong with the files, the request or the section.
  SweepPlan(const std::filesystem::path& model, const SweepRequest& request);

  std::uint64_t points() const { return space_.points(); }
  std::uint64_t replicates() const { return space_.replicates; }
  std::uint64_t runs() const { return points() * replicates(); }
  std::uint64_t point_of(std::uint64_t run) const { return run / replicates(); }
  std::uint64_t seed_of(std::uint64_t run) const;
  const SweepSpace& space() const { return space_; }

  /// "populations.exc.size = 400, g = 5"
  std::string describe_point(std::uint64_t point) const;

  /// The model of a run, resolved, without section `sweep`. Throws ConfigError where a value has no
  /// place in the model.
  Node model(std::uint64_t run) const;

  /// The resolved model with its section `sweep`: two plans of the same text do the same.
  const std::string& identity() const { return identity_; }

  const std::vector<std::filesystem::path>& included() const { return included_; }

 private:
  Node root_;  ///< with overrides, unresolved
  std::vector<std::filesystem::path> included_;
  std::string identity_;
  std::uint64_t seed_ = 1;
  SweepSpace space_;
};

}  // namespace meniscus
