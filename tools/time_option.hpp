#pragma once

#include <string>

#include "sim/config/quantity.hpp"

namespace meniscus {

/// The time that an option of the command line gives, e.g. "100 ms" [ms]. Throws ConfigError that
/// names the option.
double time_of_option(const std::string& option, const std::string& text, const Range& range);

}  // namespace meniscus
