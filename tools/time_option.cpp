#include "tools/time_option.hpp"

#include <variant>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

double time_of_option(const std::string& option, const std::string& text, const Range& range) {
  const auto read = interpret_quantity(text, unit::ms, range);
  if (const auto* value = std::get_if<double>(&read)) return *value;
  const auto& complaint = std::get<Complaint>(read);
  const std::string hint = complaint.hint.empty() ? "" : fmt::format(" ({})", complaint.hint);
  throw ConfigError(fmt::format("{}: {}{}", option, complaint.message, hint));
}

}  // namespace meniscus
