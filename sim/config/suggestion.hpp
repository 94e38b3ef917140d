#pragma once

#include <span>
#include <string>
#include <string_view>

namespace meniscus {

/// A name for a thing that a model file calls otherwise.
struct OtherName {
  std::string_view name;
  std::string_view ours;
};

/// Names that are gone from model files or that NEST, Brian2 and PyNN use. They are refused, so
/// that a thing has one name in all files, but the hint leads to ours.
std::span<const OtherName> other_names();

/// The candidate that `word` is another name of, else the one most like it, or "" when none is
/// near. Distance: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964),
/// upper and lower case alike; near means at most a third of the longer word. Of equals the first
/// wins.
std::string nearest(std::string_view word, std::span<const std::string_view> candidates);

/// The hint for a name nobody knows: `did you mean "tau_m"?`, or `valid: a, b, c` when nothing is
/// near, or "" without candidates.
std::string suggestion_text(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace meniscus
