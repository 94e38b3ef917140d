#pragma once

#include <span>
#include <string>
#include <string_view>

namespace meniscus {

/// The candidate most like `word`, or "" when none is near. Distance: insertions, deletions,
/// substitutions and swaps of neighbours (Damerau 1964), upper and lower case alike; near means at
/// most a third of the longer word. Of equals the first wins.
std::string nearest(std::string_view word, std::span<const std::string_view> candidates);

/// The hint for a name nobody knows: `did you mean "tau_m"?`, or `valid: a, b, c` when nothing is
/// near, or "" without candidates.
std::string suggestion_text(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace meniscus
