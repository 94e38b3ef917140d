#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/time.hpp"

namespace meniscus {

/// Where in the user's input something stands. Line and column count from 1; 0 means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  /// "file:line:column", without the parts that are unknown.
  std::string text() const;
};

/// One complaint about the user's input.
struct Diagnostic {
  Place place;
  std::string path;     ///< key path, e.g. "populations.exc.parameters.tau_m"; may be empty
  std::string message;  ///< value and expectation, e.g. `expected a time > 0, got "20 mV"`
  std::string hint;     ///< nearest valid name or a way out; may be empty

  /// "model.yaml:12:7: populations.exc.tau_m: expected a time … (did you mean …?)"
  std::string text() const;
};

/// Invalid input or usage (exit status 2): carries every complaint found, one line each in what().
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<Diagnostic> diagnostics);
  explicit ConfigError(std::string message);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// A file that can't be read or written (exit status 3).
class IoError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Numbers that exploded (exit status 5).
class SimulationError : public std::runtime_error {
 public:
  /// `value` of `variable` of neuron `neuron` (index in `population`) at time `ms` [ms].
  SimulationError(std::string population, std::uint64_t neuron, std::string variable, double value,
                  double ms);
};

/// The user asked to stop, e.g. by Ctrl-C (exit status 130).
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

}  // namespace meniscus
