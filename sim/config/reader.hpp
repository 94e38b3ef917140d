#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"
#include "sim/config/values.hpp"
#include "sim/core/distributions.hpp"
#include "sim/core/field.hpp"

namespace meniscus {

/// Reads a map key by key and knows which keys were asked for. A value that is absent or wrong
/// becomes its default; what is wrong stands in the diagnostics. If the node is no map, that is one
/// complaint and every key counts as absent without a further one.
class MapReader {
 public:
  /// `what` names the map in messages ("population"). Node and diagnostics must outlive the reader.
  MapReader(const Node& node, Diagnostics& diagnostics, std::string_view what);

  const Node& node() const { return node_; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// The value of `key` or null; the key counts as known from now on.
  const Node* optional(std::string_view key);

  /// As optional; a missing key is a complaint.
  const Node* required(std::string_view key);

  double quantity(std::string_view key, const Unit& unit, const Range& range, double fallback);
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high,
                       std::int64_t fallback);
  bool boolean(std::string_view key, bool fallback);
  std::string string(std::string_view key, std::string_view fallback);
  std::string choice(std::string_view key, std::span<const std::string_view> choices,
                     std::string_view what, std::string_view fallback);

  /// Reads every field of `Parameters::fields()`; an absent one keeps the value it has.
  template <class Parameters>
  void fields(Parameters& parameters) {
    fields(parameters, Parameters::fields());
  }

  /// Reads the fields of a table.
  template <class Parameters, class... Fields>
  void fields(Parameters& parameters, const std::tuple<Fields...>& table) {
    std::apply([&](const auto&... f) { (field(f, parameters), ...); }, table);
  }

  /// Complains about every key that was never asked for. Call it once, at the end.
  void finish();

 private:
  template <class Owner, class T>
  void field(const Field<Owner, T>& f, Owner& parameters) {
    if (const Node* value = optional(f.name)) read(*value, f.unit, f.range, parameters.*f.member);
  }

  void read(const Node& node, const Unit& unit, const Range& range, double& value) {
    value = read_quantity(node, unit, range, diagnostics_);
  }
  void read(const Node& node, const Unit& unit, const Range& range, std::vector<double>& values) {
    if (node.kind() == Node::Kind::scalar) {
      values = {read_quantity(node, unit, range, diagnostics_)};
    } else {
      values = read_quantities(node, unit, range, diagnostics_);
    }
  }
  void read(const Node& node, const Unit&, const Range&, bool& value) {
    value = read_bool(node, diagnostics_);
  }
  void read(const Node& node, const Unit&, const Range&, std::string& value) {
    value = read_string(node, diagnostics_);
  }
  template <std::integral Integer>
  void read(const Node& node, const Unit&, const Range& range, Integer& value) {
    using Limits = std::numeric_limits<Integer>;
    constexpr auto top =
        std::min<std::uintmax_t>(Limits::max(), std::numeric_limits<std::int64_t>::max());
    value = static_cast<Integer>(
        read_integer(node, whole_low(range, static_cast<std::int64_t>(Limits::min())),
                     whole_high(range, static_cast<std::int64_t>(top)), diagnostics_));
  }

  std::vector<std::string_view> known() const { return {known_.begin(), known_.end()}; }

  /// The smallest and the largest whole number of a range within what the member's type can hold.
  static std::int64_t whole_low(const Range& range, std::int64_t least);
  static std::int64_t whole_high(const Range& range, std::int64_t most);

  const Node& node_;
  Diagnostics& diagnostics_;
  std::string what_;
  std::vector<std::string> known_;
};

/// A distribution of values in `range`. A bare quantity is a constant; else a map with one law,
///   {constant: 0.8 mV}, {uniform: {low: 1 mV, high: 2 mV}}, {normal: {mean: 1 mV, sd: 0.1 mV}} or
///   {lognormal: {mean: 1 mV, sd: 0.5 mV}} (mean and sd of the value, not of its logarithm),
/// and perhaps `min` and `max`, outside which a value is drawn again, and `sign: random`. Every
/// draw must lie in `range`: a law that reaches beyond it needs `min` or `max`.
Distribution read_distribution(const Node& node, const Unit& unit, const Range& range,
                               Diagnostics& diagnostics);

}  // namespace meniscus
