#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/config/node.hpp"

namespace meniscus {

constexpr std::size_t depth_limit = 64;  ///< levels of maps and lists

/// What a value and all below it cost in memory. Paths count, since every node carries its own.
struct Size {
  std::size_t nodes = 0;
  std::size_t text = 0;  ///< bytes of texts, keys and paths
};

/// How much longer a path gets by `key`, or by an index if there is none, about.
std::size_t step_length(std::string_view key);

/// The size of a value whose path has `path_length` bytes.
Size size_of(const Node& node, std::size_t path_length);

/// The levels of maps and lists in a value: 0 for a scalar.
std::size_t depth_of(const Node& node);

/// What one model may hold at most, all its files taken together, aliases and parameters expanded:
/// a few lines can ask for more than any memory holds.
class Budget {
 public:
  /// Spends it; false once it is overdrawn.
  [[nodiscard]] bool spend(const Size& size);

  static std::string overdrawn();  ///< the complaint
  static std::string too_deep();   ///< the complaint about more than depth_limit levels

 private:
  Size total_;
};

}  // namespace meniscus
