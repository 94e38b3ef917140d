#include "sim/config/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "sim/config/quantity.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// A number in `range` to go on with after an error.
double harmless(const Range& range) {
  if (std::isfinite(range.low))
    return range.low_open ? std::min(range.low + 1.0, range.high) : range.low;
  return std::min(0.0, range.high);
}

/// The whole of `text` as decimal digits with an optional minus; saturates at 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ptr != text.data() + text.size()) return std::nullopt;
  if (result.ec == std::errc::result_out_of_range) {
    return text[0] == '-' ? std::numeric_limits<std::int64_t>::min()
                          : std::numeric_limits<std::int64_t>::max();
  }
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

bool has_leading_zero(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0';
}

std::string whole_number_expectation(std::int64_t low, std::int64_t high) {
  const bool open_low = low == std::numeric_limits<std::int64_t>::min();
  const bool open_high = high == std::numeric_limits<std::int64_t>::max();
  if (open_low && open_high) return "expected a whole number";
  if (open_high) return fmt::format("expected a whole number >= {}", low);
  if (open_low) return fmt::format("expected a whole number <= {}", high);
  return fmt::format("expected a whole number from {} to {}", low, high);
}

/// Why `text`, though perhaps a number, is no whole number; "" if nothing helpful can be said.
std::string whole_number_hint(std::string_view text) {
  const auto number = interpret_quantity(text, unit::none, any_value);
  if (const auto* complaint = std::get_if<Complaint>(&number)) return complaint->hint;
  const double value = std::get<double>(number);
  const bool whole = std::floor(value) == value && std::abs(value) < 1e15;
  return whole ? fmt::format("write {}", static_cast<std::int64_t>(value)) : "";
}

/// First and last index of "3..7" or "5"; nothing if it is neither.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_range(std::string_view text) {
  const auto dots = text.find("..");
  const auto first = parse_integer(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : parse_integer(text.substr(dots + 2));
  if (!first || !last) return std::nullopt;
  return std::pair(*first, *last);
}

void append_range(const Node& node, std::uint32_t size, std::vector<std::uint32_t>& indices,
                  Diagnostics& diagnostics) {
  const auto range =
      node.kind() == Node::Kind::scalar && !node.quoted() ? parse_range(node.text()) : std::nullopt;
  if (!range) {
    return diagnostics.error(
        node, fmt::format("expected an index, a range such as 0..9, or all, got {}", node.got()));
  }
  const auto [first, last] = *range;
  if (first < 0 || last >= size) {
    return diagnostics.error(
        node,
        size == 0 ? fmt::format("expected an index, got {}", node.got())
                  : fmt::format("expected indices from 0 to {}, got {}", size - 1, node.got()),
        size == 0 ? "there is nothing to choose from" : "");
  }
  if (first > last) {
    return diagnostics.error(node, fmt::format("expected a range that goes up, got {}", node.got()),
                             fmt::format("write {}..{}", last, first));
  }
  for (std::int64_t i = first; i <= last; ++i) indices.push_back(static_cast<std::uint32_t>(i));
}

/// The first index that occurs twice.
std::optional<std::uint32_t> repeated(std::vector<std::uint32_t> indices) {
  std::ranges::sort(indices);
  const auto twice = std::ranges::adjacent_find(indices);
  return twice == indices.end() ? std::nullopt : std::optional(*twice);
}

}  // namespace

double read_quantity(const Node& node, const Unit& unit, const Range& range,
                     Diagnostics& diagnostics) {
  if (node.kind() != Node::Kind::scalar) {
    diagnostics.error(node,
                      fmt::format("expected {}, got {}", expectation(unit, range), node.got()));
    return harmless(range);
  }
  const auto result = interpret_quantity(node.text(), unit, range);
  if (const auto* complaint = std::get_if<Complaint>(&result)) {
    diagnostics.error(node, complaint->message, complaint->hint);
    return harmless(range);
  }
  if (node.quoted() && node.text().find_first_not_of("0123456789.eE+-") == std::string::npos) {
    diagnostics.error(
        node, fmt::format("expected {}, got the text {}", expectation(unit, range), node.got()),
        "remove the quotes");
  }
  return std::get<double>(result);
}

std::vector<double> read_quantities(const Node& node, const Unit& unit, const Range& range,
                                    Diagnostics& diagnostics) {
  if (node.kind() != Node::Kind::sequence) {
    diagnostics.error(
        node,
        fmt::format("expected a list, each item {}, got {}", expectation(unit, range), node.got()),
        node.kind() == Node::Kind::scalar ? fmt::format("write [{}]", node.text()) : "");
    return {};
  }
  std::vector<double> values;
  values.reserve(node.items().size());
  for (const Node& item : node.items())
    values.push_back(read_quantity(item, unit, range, diagnostics));
  return values;
}

std::int64_t read_integer(const Node& node, std::int64_t low, std::int64_t high,
                          Diagnostics& diagnostics) {
  const auto complain = [&](std::string hint) {
    diagnostics.error(node,
                      fmt::format("{}, got {}", whole_number_expectation(low, high), node.got()),
                      std::move(hint));
    return std::max(low, std::min<std::int64_t>(0, high));
  };
  if (node.kind() != Node::Kind::scalar) return complain("");
  const auto value = parse_integer(node.text());
  if (value && node.quoted()) return complain("remove the quotes");
  if (value && has_leading_zero(node.text())) return complain("remove the leading zero");
  if (!value) return complain(whole_number_hint(node.text()));
  if (*value < low || *value > high) return complain("");
  return *value;
}

bool read_bool(const Node& node, Diagnostics& diagnostics) {
  if (node.kind() == Node::Kind::scalar && !node.quoted()) {
    if (node.text() == "true") return true;
    if (node.text() == "false") return false;
  }
  static constexpr std::string_view yes[] = {"true", "yes", "on", "y", "1"};
  static constexpr std::string_view no[] = {"false", "no", "off", "n", "0"};
  std::string word = node.text();
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const bool is_yes = std::ranges::find(yes, word) != std::end(yes);
  const bool is_no = std::ranges::find(no, word) != std::end(no);
  diagnostics.error(node, fmt::format("expected true or false, got {}", node.got()),
                    is_yes  ? "write true"
                    : is_no ? "write false"
                            : "");
  return false;
}

std::string read_string(const Node& node, Diagnostics& diagnostics) {
  if (node.kind() != Node::Kind::scalar) {
    diagnostics.error(node, fmt::format("expected a text, got {}", node.got()));
  }
  return node.text();
}

std::vector<std::string> read_strings(const Node& node, Diagnostics& diagnostics) {
  if (node.kind() == Node::Kind::scalar) return {node.text()};
  std::vector<std::string> texts;
  if (node.kind() != Node::Kind::sequence) {
    diagnostics.error(node, fmt::format("expected a text or a list of texts, got {}", node.got()));
  }
  for (const Node& item : node.items()) texts.push_back(read_string(item, diagnostics));
  return texts;
}

std::string read_choice(const Node& node, std::span<const std::string_view> choices,
                        std::string_view what, Diagnostics& diagnostics) {
  const std::string fallback(choices.empty() ? "" : choices[0]);
  if (node.kind() != Node::Kind::scalar) {
    diagnostics.error(node, fmt::format("expected the name of a {}, got {}", what, node.got()),
                      suggestion_text("", choices));
    return fallback;
  }
  if (std::ranges::find(choices, node.text()) != choices.end()) return node.text();
  diagnostics.error(node, fmt::format("unknown {} {}", what, node.got()),
                    suggestion_text(node.text(), choices));
  return fallback;
}

std::vector<std::uint32_t> read_index_range(const Node& node, std::uint32_t size,
                                            Diagnostics& diagnostics) {
  std::vector<std::uint32_t> indices;
  if (node.kind() == Node::Kind::scalar && node.text() == "all") {
    for (std::uint32_t i = 0; i < size; ++i) indices.push_back(i);
  } else if (node.kind() == Node::Kind::sequence) {
    if (node.items().empty()) diagnostics.error(node, "expected some indices, got an empty list");
    for (const Node& item : node.items()) append_range(item, size, indices, diagnostics);
    if (const auto twice = repeated(indices)) {
      diagnostics.error(node, fmt::format("index {} occurs more than once", *twice));
      indices.clear();
    }
  } else {
    append_range(node, size, indices, diagnostics);
  }
  return indices;
}

}  // namespace meniscus
