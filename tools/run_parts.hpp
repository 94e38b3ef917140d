#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/experiment/report.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/provenance.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// All of a file; "" if it can't be read.
std::string text_of(const std::filesystem::path& file);

/// Writes metrics and warnings to a result.
void store(const RunReport& report, ResultFile& result);

/// The files that a result depends on besides the model file, which includes `included`.
std::vector<InputFile> inputs_of(std::span<const std::filesystem::path> included,
                                 const Specification& specification);

}  // namespace meniscus
