#include "tools/run_parts.hpp"

#include <fstream>
#include <iterator>

namespace meniscus {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void store(const RunReport& report, ResultFile& result) {
  for (const Metric& metric : report.metrics) {
    result.write_number("/metrics/" + metric.name, metric.value, metric.unit);
    if (!metric.interval) continue;
    const std::vector<double> interval{metric.interval->low, metric.interval->high};
    result.write_vector("/metrics/" + metric.name + "_interval", interval, metric.unit);
  }
  std::string warnings;
  for (const std::string& warning : report.warnings) warnings += warning + "\n";
  result.write_text("/metrics/warnings", warnings);
}

std::vector<InputFile> inputs_of(std::span<const std::filesystem::path> included,
                                 const Specification& specification) {
  std::vector<InputFile> inputs;
  for (const auto& file : included) inputs.push_back(describe_input(file));
  for (const auto& file : specification.files) inputs.push_back(describe_input(file));
  if (!specification.classify) return inputs;
  for (const auto& file : specification.classify->files) inputs.push_back(describe_input(file));
  return inputs;
}

}  // namespace meniscus
