#include "sim/experiment/sweep_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "sim/config/quantity.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/sweep_space.hpp"

namespace meniscus {

namespace {

constexpr double largest_whole = 1e15;  ///< whole numbers up to this one are written in digits

/// Rounds to so many digits. Functions such as exp differ between machines in the last bit of a
/// double; rounded values don't.
double rounded(double value, int digits) {
  const std::string text = fmt::format("{:.{}e}", value, digits - 1);
  double result = value;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

/// A number as one writes it in a model file.
std::string written(const Quantity& quantity) {
  const bool whole = quantity.dimension == Dimension::none &&
                     std::abs(quantity.value) < largest_whole &&
                     quantity.value == std::floor(quantity.value);
  if (whole) return fmt::format("{}", static_cast<std::int64_t>(quantity.value));
  return format_quantity(quantity.value, coherent_unit(quantity.dimension));
}

Node value_at(const Node& node, std::string text) {
  const Place place = node.place();
  return Node::scalar(std::move(text), false, place.file, {place.line, place.column});
}

/// Reads the numbers of one range or law, which all measure the same.
class Numbers {
 public:
  Numbers(const Node& node, Diagnostics& diagnostics, std::string_view what)
      : map_(node, diagnostics, what) {}

  double required(std::string_view key) { return value(map_.required(key)); }

  std::optional<double> optional(std::string_view key) {
    const Node* node = map_.optional(key);
    if (node == nullptr) return {};
    return value(node);
  }

  /// Reads a value that may stand in another map.
  double value(const Node* node) {
    if (node == nullptr) return 1.0;
    if (node->kind() != Node::Kind::scalar || node->quoted()) {
      map_.diagnostics().error(*node,
                               fmt::format("expected a number or a quantity, got {}", node->got()));
      return 1.0;
    }
    const auto read = parse_decimal_quantity(node->text());
    if (const auto* hint = std::get_if<std::string>(&read)) {
      map_.diagnostics().error(
          *node, fmt::format("expected a number or a quantity, got {}", node->got()), *hint);
      return 1.0;
    }
    const auto& quantity = std::get<DecimalQuantity>(read);
    if (!dimension_) dimension_ = quantity.dimension;
    if (quantity.dimension == *dimension_) return quantity.value;
    map_.diagnostics().error(
        *node, fmt::format("expected {}, as the values before, got {}",
                           expectation(coherent_unit(*dimension_), any_value), node->got()));
    return quantity.value;
  }

  MapReader& map() { return map_; }
  Dimension dimension() const { return dimension_.value_or(Dimension::none); }

 private:
  MapReader map_;
  std::optional<Dimension> dimension_;
};

/// A range {from, to, step} or {from, to, number, spacing}.
class RangeReader {
 public:
  RangeReader(const Node& node, Diagnostics& diagnostics)
      : node_(node), diagnostics_(diagnostics), numbers_(node, diagnostics, "range of a sweep") {}

  std::vector<Node> read() {
    const std::size_t before = diagnostics_.size();
    from_ = numbers_.required("from");
    to_ = numbers_.required("to");
    const Node* step = numbers_.map().optional("step");
    const Node* number = numbers_.map().optional("number");
    read_spacing();
    numbers_.map().finish();
    if ((step == nullptr) == (number == nullptr)) {
      diagnostics_.error(node_, "expected either a step or a number of values");
    }
    if (diagnostics_.size() != before) return {};
    if (step != nullptr) return by_step(*step);
    constexpr auto most = static_cast<std::int64_t>(most_runs);
    const auto count = read_integer(*number, 2, most, diagnostics_);
    if (log_ && !(from_ > 0.0 && to_ > 0.0)) {
      diagnostics_.error(node_, "spacing: log wants a range above 0");
    }
    return diagnostics_.size() == before ? evenly(count) : std::vector<Node>{};
  }

 private:
  void read_spacing() {
    static constexpr std::string_view spacings[] = {"linear", "log"};
    const Node* spacing = numbers_.map().optional("spacing");
    if (spacing == nullptr) return;
    log_ = read_choice(*spacing, spacings, "spacing", diagnostics_) == "log";
    if (log_ && node_.find("step") != nullptr) {
      diagnostics_.error(*spacing, "spacing: log goes with a number of values, not with a step");
    }
  }

  std::vector<Node> by_step(const Node& node) {
    const std::size_t before = diagnostics_.size();
    const double step = numbers_.value(&node);
    if (diagnostics_.size() != before) return {};
    const double count = std::floor((to_ - from_) / step + 1e-9);
    if (!(count >= 0.0) || step == 0.0) {
      diagnostics_.error(node, fmt::format("expected a step that leads from {} to {}, got {}",
                                           shown(from_), shown(to_), node.got()));
      return {};
    }
    if (count >= static_cast<double>(most_runs)) {
      diagnostics_.error(node, fmt::format("expected at most {} values", most_runs));
      return {};
    }
    std::vector<Node> values;
    for (double k = 0.0; k <= count; ++k) values.push_back(at(rounded(from_ + k * step, 12)));
    return values;
  }

  std::vector<Node> evenly(std::int64_t count) {
    std::vector<Node> values;
    for (std::int64_t k = 0; k < count; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(count - 1);
      const double value = log_ ? rounded(from_ * std::pow(to_ / from_, share), 6)
                                : rounded(from_ + share * (to_ - from_), 12);
      values.push_back(at(k == 0 ? from_ : k == count - 1 ? to_ : value));
    }
    return values;
  }

  std::string shown(double value) const { return written({value, numbers_.dimension()}); }
  Node at(double value) const { return value_at(node_, shown(value)); }

  const Node& node_;
  Diagnostics& diagnostics_;
  Numbers numbers_;
  double from_ = 0.0;
  double to_ = 0.0;
  bool log_ = false;
};

/// Reads a law and draws from it.
class LawReader {
 public:
  LawReader(const Node& node, Diagnostics& diagnostics)
      : node_(node),
        diagnostics_(diagnostics),
        map_(node, diagnostics, "distribution of a sweep"),
        law_(*std::ranges::find_if(node.entries(), is_law)) {}

  static bool is_law(const Node& entry) {
    return std::ranges::find(sweep_laws, entry.key()) != std::end(sweep_laws);
  }

  std::vector<Node> draw(std::uint64_t samples, const StreamKey& key) {
    const std::size_t before = diagnostics_.size();
    read();
    if (diagnostics_.size() != before) return {};
    std::vector<Node> values;
    for (std::uint64_t k = 0; k < samples; ++k) {
      RandomStream stream(key, static_cast<std::uint32_t>(k));
      values.push_back(draw_one(stream));
    }
    return values;
  }

 private:
  void read() {
    for (const Node& entry : node_.entries()) {
      if (is_law(entry) && &entry != &law_) {
        diagnostics_.error(entry, fmt::format("expected one law, got \"{}\" besides \"{}\"",
                                              entry.key(), law_.key()));
      }
    }
    for (const std::string_view law : sweep_laws) map_.optional(law);
    if (law_.key() == "choice") return read_choices();
    numbers_.emplace(law_, diagnostics_, law_.key() + " law");
    if (law_.key() == "normal" || law_.key() == "lognormal") return read_normal();
    low_ = numbers_->required("low");
    high_ = numbers_->required("high");
    finish();
    if (low_ > high_) diagnostics_.error(law_, "low is above high");
    if (law_.key() == "log_uniform" && !(low_ > 0.0)) {
      diagnostics_.error(law_, "a log_uniform law wants values above 0");
    }
    const bool whole = numbers_->dimension() == Dimension::none && low_ == std::floor(low_) &&
                       high_ == std::floor(high_) && -largest_whole < low_ && high_ < largest_whole;
    if (law_.key() == "integer" && !whole) {
      diagnostics_.error(law_, "an integer law wants whole numbers");
    }
  }

  void read_choices() {
    map_.finish();
    if (law_.kind() == Node::Kind::sequence && !law_.items().empty()) return;
    diagnostics_.error(law_, fmt::format("expected a list to choose from, got {}", law_.got()));
  }

  void read_normal() {
    const double mean = numbers_->required("mean");
    const double sd = numbers_->required("sd");
    const Node* min = map_.optional("min");
    const Node* max = map_.optional("max");
    if (min != nullptr) low_ = numbers_->value(min);
    if (max != nullptr) high_ = numbers_->value(max);
    finish();
    if (sd < 0.0) diagnostics_.error(law_, "sd is below 0");
    if (low_ > high_) diagnostics_.error(*min, "min is above max");
    distribution_ = {.law = NormalValue{mean, sd}, .low = low_, .high = high_};
    if (law_.key() == "normal") return;
    if (!(mean > 0.0)) diagnostics_.error(law_, "a lognormal law wants a mean above 0");
    const double variance = std::log1p((sd / mean) * (sd / mean));
    distribution_.law = LognormalValue{std::log(mean) - variance / 2.0, std::sqrt(variance)};
  }

  void finish() {
    numbers_->map().finish();
    map_.finish();
  }

  Node draw_one(RandomStream& stream) {
    if (law_.key() == "choice") return law_.items()[uniform_index(stream, law_.items().size())];
    if (law_.key() == "integer") {
      const auto count = static_cast<std::uint64_t>(high_ - low_) + 1;
      return at(low_ + static_cast<double>(uniform_index(stream, count)));
    }
    return at(std::clamp(rounded(draw_number(stream), 6), low_, high_));
  }

  double draw_number(RandomStream& stream) {
    if (law_.key() == "uniform") return low_ + stream.uniform() * (high_ - low_);
    if (law_.key() == "log_uniform") return low_ * std::pow(high_ / low_, stream.uniform());
    try {
      return meniscus::draw(distribution_, stream);
    } catch (const ConfigError& error) {
      throw ConfigError({Diagnostic{law_.place(), law_.path(), error.what(), {}}});
    }
  }

  Node at(double value) const { return value_at(law_, written({value, numbers_->dimension()})); }

  const Node& node_;
  Diagnostics& diagnostics_;
  MapReader map_;
  const Node& law_;
  std::optional<Numbers> numbers_;  ///< but of a choice
  double low_ = -HUGE_VAL;
  double high_ = HUGE_VAL;
  Distribution distribution_;
};

/// `1..10` in whole numbers, both ends included.
std::optional<std::vector<Node>> counted(const Node& node, Diagnostics& diagnostics) {
  const std::string& text = node.text();
  const std::size_t dots = text.find("..");
  if (node.quoted() || dots == std::string::npos) return {};
  const auto number = [](std::string_view part) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size()) return {};
    return value;
  };
  const auto first = number(std::string_view(text).substr(0, dots));
  const auto last = number(std::string_view(text).substr(dots + 2));
  if (!first || !last) return {};
  const auto count = static_cast<double>(*last) - static_cast<double>(*first) + 1.0;
  std::vector<Node> values;
  if (count < 1.0 || count > static_cast<double>(most_runs)) {
    diagnostics.error(node, fmt::format("expected 1 to {} whole numbers, upwards, got {}",
                                        most_runs, node.got()));
    return values;
  }
  for (std::int64_t k = *first; k <= *last; ++k) {
    values.push_back(value_at(node, fmt::format("{}", k)));
  }
  return values;
}

bool is_range(const Node& node) {
  return std::ranges::any_of(node.entries(), [](const Node& entry) {
    return std::ranges::find(sweep_range_keys, entry.key()) != std::end(sweep_range_keys);
  });
}

}  // namespace

bool draws_values(const Node& node) {
  return node.kind() == Node::Kind::map && !is_range(node) &&
         std::ranges::any_of(node.entries(), LawReader::is_law);
}

std::vector<Node> grid_values(const Node& node, Diagnostics& diagnostics) {
  if (node.kind() == Node::Kind::sequence) {
    if (node.items().empty()) diagnostics.error(node, "expected at least one value");
    return {node.items().begin(), node.items().end()};
  }
  if (node.kind() == Node::Kind::scalar) {
    if (auto values = counted(node, diagnostics)) return *std::move(values);
    return {node};
  }
  if (is_range(node)) return RangeReader(node, diagnostics).read();
  std::vector<std::string_view> names(std::begin(sweep_laws), std::end(sweep_laws));
  names.insert(names.end(), std::begin(sweep_range_keys), std::end(sweep_range_keys));
  const std::string first = node.entries().empty() ? "" : node.entries().front().key();
  diagnostics.error(
      node,
      fmt::format("expected a list, a range or a distribution, got {}",
                  first.empty() ? node.got() : fmt::format("a map with \"{}\"", first)),
      suggestion_text(first, names));
  return {};
}

std::vector<Node> drawn_values(const Node& node, std::uint64_t samples, std::uint64_t seed,
                               Diagnostics& diagnostics) {
  // FNV-1a of the key: draws of one key don't depend on which others there are.
  std::uint32_t hash = 2166136261u;
  for (const char c : node.key()) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  const StreamKey key{.seed = seed, .domain = RandomDomain::sweep_point, .sample = hash};
  return LawReader(node, diagnostics).draw(samples, key);
}

}  // namespace meniscus
