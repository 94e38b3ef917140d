#include "tools/sweep_point.hpp"

#include <new>
#include <optional>

#include "sim/core/error.hpp"
#include "sim/experiment/classify.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/experiment/simulate.hpp"
#include "tools/run_parts.hpp"
#include "tools/sweep_runner.hpp"

namespace meniscus {

namespace {

Provenance provenance_of(const Specification& specification, const PointSettings& settings) {
  Provenance provenance = begin_provenance(settings.command_line);
  provenance.seed = specification.network.seed();
  provenance.threads = static_cast<std::uint32_t>(settings.threads);
  provenance.resolved_yaml = specification.yaml;
  provenance.original_yaml = settings.original_yaml;
  provenance.model = settings.model;
  provenance.inputs = inputs_of(settings.included, specification);
  return provenance;
}

/// The metrics that don't depend on the machine, and the warnings.
SweepRun outcome_of(const RunReport& report) {
  SweepRun outcome;
  outcome.status = RunStatus::done;
  for (const Metric& metric : report.metrics) {
    if (is_cost(metric.name)) continue;
    outcome.metrics.push_back({metric.name, metric.meaning, metric.unit, metric.value});
  }
  for (const std::string& warning : report.warnings) {
    outcome.message += (outcome.message.empty() ? "" : "; ") + warning;
  }
  return outcome;
}

SweepRun compute(std::uint64_t run, const std::filesystem::path& folder,
                 const PointSettings& settings) {
  Specification specification = read_specification(settings.plan.model(run), settings.catalogue);
  if (!settings.keep) {
    specification.record = {};
    if (specification.classify) specification.classify->recorded = 0;
  }
  ResultFile result(folder / point_result, false);
  std::optional<Provenance> provenance;
  if (settings.keep) {
    provenance = provenance_of(specification, settings);
    write_begin(result, *provenance);
  }
  const RunContext context{.threads = settings.threads};
  const RunReport report = specification.classify ? classify(specification, context, result)
                                                  : simulate(specification, context, result);
  if (provenance) {
    store(report, result);
    end_provenance(*provenance);
    write_end(result, *provenance);
    result.commit();
  }
  return outcome_of(report);
}

}  // namespace

int compute_point(std::uint64_t run, const std::filesystem::path& folder,
                  const PointSettings& settings) {
  SweepRun outcome;
  try {
    outcome = compute(run, folder, settings);
  } catch (const std::bad_alloc&) {
    outcome.message = "out of memory";
  } catch (const std::exception& error) {
    outcome.message = error.what();
  }
  if (outcome.status != RunStatus::done) outcome.status = RunStatus::failed;
  outcome.seed = settings.plan.seed_of(run);
  write_outcome(folder, run, outcome);
  return outcome.status == RunStatus::done ? 0 : 1;
}

}  // namespace meniscus
