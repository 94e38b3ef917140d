#pragma once

#include <string>

#include "sim/experiment/specification.hpp"

namespace meniscus {

/// A size such as "4 GiB", "500 MB" [B]. Throws ConfigError that names `option`.
double size_of_option(const std::string& option, const std::string& text);

/// Four fifths of the memory that the system, and the control group of this process, have left [B].
double available_memory();

/// "1.5 GiB"
std::string size_text(double bytes);

/// Refuses a run that would need more memory than `limit`, a size or "" for `available_memory`.
/// Throws ConfigError that tells what needs the most.
void require_memory(const Specification& specification, const std::string& model, int threads,
                    const std::string& limit);

}  // namespace meniscus
