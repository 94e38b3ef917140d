#pragma once

#include <gtest/gtest.h>

#include <string>

#include "sim/config/diagnostics.hpp"
#include "sim/config/source.hpp"
#include "sim/core/error.hpp"

namespace meniscus {

/// The text of the ConfigError that `action` throws, or "" when it throws none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return {};
}

/// What parsing `yaml` as "m.yaml" complains about.
inline std::string parse_message(const std::string& yaml) {
  return message_of([&] { parse_yaml(yaml, "m.yaml"); });
}

/// What `read(node, diagnostics)` complains about when given the value behind "v: " in "m.yaml".
template <class Read>
std::string complaint_about(const std::string& value, Read read) {
  return message_of([&] {
    const Node root = parse_yaml("v: " + value, "m.yaml");
    Diagnostics diagnostics;
    read(*root.find("v"), diagnostics);
    diagnostics.throw_if_any();
  });
}

}  // namespace meniscus
