#pragma once

#include <string>

namespace meniscus {

/// A size such as "4 GiB", "500 MB" [B]. Throws ConfigError that names `option`.
double size_of_option(const std::string& option, const std::string& text);

/// Four fifths of the memory that the system, and the control group of this process, have left [B].
double available_memory();

/// "1.5 GiB"
std::string size_text(double bytes);

}  // namespace meniscus
