#include "sim/core/error.hpp"

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += diagnostic.text();
  }
  return text;
}

std::vector<Diagnostic> placeless(std::string message) {
  std::vector<Diagnostic> diagnostics(1);
  diagnostics.front().message = std::move(message);
  return diagnostics;
}

}  // namespace

std::string Place::text() const {
  if (line == 0) return file;
  if (column == 0) return fmt::format("{}:{}", file, line);
  return fmt::format("{}:{}:{}", file, line, column);
}

std::string Diagnostic::text() const {
  std::string text = place.text();
  if (!text.empty()) text += ": ";
  if (!path.empty()) text += path + ": ";
  text += message;
  if (!hint.empty()) text += " (" + hint + ")";
  return text;
}

ConfigError::ConfigError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(diagnostics)), diagnostics_(std::move(diagnostics)) {}

ConfigError::ConfigError(std::string message) : ConfigError(placeless(std::move(message))) {}

SimulationError::SimulationError(std::string population, std::uint64_t neuron, std::string variable,
                                 double value, double ms)
    : std::runtime_error(fmt::format("{} of neuron {} of population {} became {} at {} ms",
                                     variable, neuron, population, value, ms)) {}

}  // namespace meniscus
