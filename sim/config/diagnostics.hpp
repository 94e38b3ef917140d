#pragma once

#include <string>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/core/error.hpp"

namespace meniscus {

/// Collects what is wrong with the input, so that all of it is told at once.
class Diagnostics {
 public:
  /// A complaint about a value, at the value's place.
  void error(const Node& node, std::string message, std::string hint = {});
  void error(Place place, std::string path, std::string message, std::string hint = {});

  bool empty() const { return diagnostics_.empty(); }
  std::size_t size() const { return diagnostics_.size(); }

  /// Throws ConfigError with every complaint, sorted by file, line and column, if there is any.
  void throw_if_any() const;

 private:
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace meniscus
