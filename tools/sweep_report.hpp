#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "sim/io/sweep_table.hpp"

namespace meniscus {

/// The end of a sweep for people: means of the first metrics at every point of a small one, what
/// failed, where the table is. `points`: what each point is; `before`: runs done by earlier
/// commands.
std::string sweep_text(const SweepTable& table, std::span<const std::string> points,
                       std::size_t before, const std::filesystem::path& result);

/// The same for programs: one JSON object with every run.
std::string sweep_json(const SweepTable& table, std::span<const std::string> points,
                       const std::filesystem::path& result);

}  // namespace meniscus
