#include "sim/experiment/sweep_check.hpp"

#include <set>

#include "sim/core/format.hpp"
#include "sim/experiment/memory_estimate.hpp"
#include "sim/experiment/read_specification.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_complaints = 20;

/// Collects complaints; those that many points share are told once.
class Complaints {
 public:
  void add(const std::vector<Diagnostic>& diagnostics, const std::string& point) {
    ++points_;
    for (const Diagnostic& d : diagnostics) {
      if (all_.size() == most_complaints || !known_.insert(d.text()).second) continue;
      all_.push_back(d);
      if (d.hint.empty() && !point.empty()) all_.back().hint = "where " + point;
    }
  }

  std::size_t points() const { return points_; }
  [[noreturn]] void fail() const { throw ConfigError(all_); }

 private:
  std::size_t points_ = 0;
  std::set<std::string> known_;
  std::vector<Diagnostic> all_;
};

}  // namespace

std::vector<PointCheck> check_points(const SweepPlan& plan, const Catalogue& catalogue,
                                     bool keep_going) {
  std::vector<PointCheck> checks(plan.points());
  Complaints complaints;
  for (std::uint64_t point = 0; point < plan.points(); ++point) {
    try {
      const Node model = plan.model(point * plan.replicates());
      checks[point].bytes = expected_memory(read_specification(model, catalogue), 1);
    } catch (const ConfigError& error) {
      checks[point].complaint = error.what();
      complaints.add(error.diagnostics(), plan.describe_point(point));
    }
  }
  if (complaints.points() == plan.points() || (complaints.points() > 0 && !keep_going)) {
    complaints.fail();
  }
  return checks;
}

}  // namespace meniscus
