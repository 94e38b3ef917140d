#include "sim/config/reader.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/config/quantity.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

MapReader::MapReader(const Node& node, Diagnostics& diagnostics, std::string_view what)
    : node_(node), diagnostics_(diagnostics), what_(what) {
  if (node.kind() == Node::Kind::map) return;
  diagnostics.error(node,
                    fmt::format("expected a map with the {}'s keys, got {}", what, node.got()));
}

const Node* MapReader::optional(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  return node_.find(key);
}

const Node* MapReader::required(std::string_view key) {
  const Node* value = optional(key);
  if (value || node_.kind() != Node::Kind::map) return value;
  std::vector<std::string_view> present;
  for (const Node& entry : node_.entries()) {
    if (std::ranges::find(known_, entry.key()) == known_.end()) present.push_back(entry.key());
  }
  const std::string near = nearest(key, present);
  diagnostics_.error(node_, fmt::format("missing key \"{}\" in {}", key, what_),
                     near.empty() ? "" : fmt::format("is \"{}\" meant?", near));
  return nullptr;
}

double MapReader::quantity(std::string_view key, const Unit& unit, const Range& range,
                           double fallback) {
  const Node* value = optional(key);
  return value ? read_quantity(*value, unit, range, diagnostics_) : fallback;
}

std::int64_t MapReader::integer(std::string_view key, std::int64_t low, std::int64_t high,
                                std::int64_t fallback) {
  const Node* value = optional(key);
  return value ? read_integer(*value, low, high, diagnostics_) : fallback;
}

bool MapReader::boolean(std::string_view key, bool fallback) {
  const Node* value = optional(key);
  return value ? read_bool(*value, diagnostics_) : fallback;
}

std::string MapReader::string(std::string_view key, std::string_view fallback) {
  const Node* value = optional(key);
  return value ? read_string(*value, diagnostics_) : std::string(fallback);
}

std::string MapReader::choice(std::string_view key, std::span<const std::string_view> choices,
                              std::string_view what, std::string_view fallback) {
  const Node* value = optional(key);
  return value ? read_choice(*value, choices, what, diagnostics_) : std::string(fallback);
}

void MapReader::finish() {
  for (const Node& entry : node_.entries()) {
    if (std::ranges::find(known_, entry.key()) != known_.end()) continue;
    diagnostics_.error(entry.key_place(), node_.path(),
                       fmt::format("unknown key \"{}\" in {}", entry.key(), what_),
                       suggestion_text(entry.key(), known()));
  }
}

std::int64_t MapReader::whole_low(const Range& range, std::int64_t least) {
  const double low = range.low_open ? std::floor(range.low) + 1.0 : std::ceil(range.low);
  return low > static_cast<double>(least) ? static_cast<std::int64_t>(low) : least;
}

std::int64_t MapReader::whole_high(const Range& range, std::int64_t most) {
  const double high = std::floor(range.high);
  return high < static_cast<double>(most) ? static_cast<std::int64_t>(high) : most;
}

namespace {

/// Reads one distribution's map.
class DistributionReader {
 public:
  DistributionReader(const Node& node, const Unit& unit, const Range& range,
                     Diagnostics& diagnostics)
      : map_(node, diagnostics, "distribution"), unit_(unit), range_(range) {}

  Distribution read() {
    Distribution result;
    const std::size_t before = map_.diagnostics().size();
    const Node* min = map_.optional("min");
    const Node* max = map_.optional("max");
    if (min) result.low = read_quantity(*min, unit_, range_, map_.diagnostics());
    if (max) result.high = read_quantity(*max, unit_, range_, map_.diagnostics());
    read_law(result);
    read_sign(result);
    map_.finish();
    if (map_.diagnostics().size() == before) check(result, min, max);
    return map_.diagnostics().size() == before ? result : Distribution{};
  }

 private:
  void read_law(Distribution& result) {
    static constexpr std::string_view laws[] = {"constant", "uniform", "normal", "lognormal"};
    const Node* found = nullptr;
    for (const std::string_view law : laws) {
      const Node* value = map_.optional(law);
      if (value && found) {
        map_.diagnostics().error(
            *value, fmt::format("expected one law, got \"{}\" besides \"{}\"", law, found->key()));
      } else if (value) {
        found = value;
        read_law(law, *value, result);
      }
    }
    if (found || map_.node().kind() != Node::Kind::map) return;
    map_.diagnostics().error(map_.node(), "expected a distribution's law",
                             suggestion_text("", laws));
  }

  void read_law(std::string_view name, const Node& node, Distribution& result) {
    if (name == "constant") {
      result.law = ConstantValue{read_quantity(node, unit_, range_, map_.diagnostics())};
      return;
    }
    MapReader law(node, map_.diagnostics(), fmt::format("{} law", name));
    read_parameters(name, law, result);
  }

  void read_parameters(std::string_view name, MapReader& law, Distribution& result) {
    if (name == "uniform") {
      const double low = number(law, "low", range_);
      result.law = UniformValue{low, number(law, "high", range_)};
    } else if (name == "normal") {
      const double mean = number(law, "mean", range_);
      result.law = NormalValue{mean, number(law, "sd", non_negative)};
    } else {
      const double mean = number(law, "mean", positive);
      const double sd = number(law, "sd", non_negative);
      const double variance = std::log1p((sd / mean) * (sd / mean));
      result.law = LognormalValue{std::log(mean) - variance / 2.0, std::sqrt(variance)};
    }
    law.finish();
  }

  double number(MapReader& law, std::string_view key, const Range& range) {
    const Node* value = law.required(key);
    return value ? read_quantity(*value, unit_, range, map_.diagnostics()) : 1.0;
  }

  void read_sign(Distribution& result) {
    const Node* sign = map_.optional("sign");
    if (!sign) return;
    static constexpr std::string_view signs[] = {"random"};
    read_choice(*sign, signs, "sign", map_.diagnostics());
    result.random_sign = true;
    if (range_.low >= 0.0) {
      map_.diagnostics().error(
          *sign, fmt::format("a random sign gives negative values, but expected is {}",
                             expectation(unit_, range_)));
    }
  }

  /// What only the whole can tell: the order of bounds, and a law that reaches out of the range.
  void check(const Distribution& d, const Node* min, const Node* max) {
    Diagnostics& diagnostics = map_.diagnostics();
    if (min && max && d.low > d.high) {
      return diagnostics.error(*min, fmt::format("min {} is above max {}", min->got(), max->got()));
    }
    if (std::holds_alternative<ConstantValue>(d.law) && (min || max)) {
      return diagnostics.error(min ? *min : *max, "a constant has no min and max");
    }
    if (const auto* uniform = std::get_if<UniformValue>(&d.law);
        uniform && uniform->low > uniform->high) {
      return diagnostics.error(
          map_.node(), fmt::format("low {} is above high {}", format_quantity(uniform->low, unit_),
                                   format_quantity(uniform->high, unit_)));
    }
    if (const auto* uniform = std::get_if<UniformValue>(&d.law);
        uniform && (d.low > uniform->high || d.high < uniform->low)) {
      return diagnostics.error(map_.node(), "no value of the uniform law lies between min and max");
    }
    const bool normal = std::holds_alternative<NormalValue>(d.law);
    const bool lognormal = std::holds_alternative<LognormalValue>(d.law);
    const std::string_view law = normal ? "normal" : "lognormal";
    const bool below = std::isfinite(range_.low) && (normal || (lognormal && range_.low > 0.0));
    if (below && !min) beyond(law, "below", "min");
    if (std::isfinite(range_.high) && (normal || lognormal) && !max) beyond(law, "above", "max");
  }

  void beyond(std::string_view law, std::string_view where, std::string_view bound) {
    map_.diagnostics().error(map_.node(),
                             fmt::format("a {} law reaches {} the allowed values, expected {}", law,
                                         where, expectation(unit_, range_)),
                             fmt::format("add {}", bound));
  }

  MapReader map_;
  Unit unit_;
  Range range_;
};

}  // namespace

Distribution read_distribution(const Node& node, const Unit& unit, const Range& range,
                               Diagnostics& diagnostics) {
  if (node.kind() == Node::Kind::map)
    return DistributionReader(node, unit, range, diagnostics).read();
  Distribution result;
  if (node.kind() == Node::Kind::scalar) {
    result.law = ConstantValue{read_quantity(node, unit, range, diagnostics)};
  } else {
    diagnostics.error(node, fmt::format("expected {} or a distribution, got {}",
                                        expectation(unit, range), node.got()));
  }
  return result;
}

}  // namespace meniscus
