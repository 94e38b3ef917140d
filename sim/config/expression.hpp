#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/config/quantity.hpp"

namespace meniscus {

/// A `${name}` in a text: the bytes [begin, end).
struct Reference {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name;
};

/// Whether a parameter may be called so: letters, digits and "_", no digit in front.
bool is_parameter_name(std::string_view name);

/// Every reference of `text` in order, or what is wrong with one.
std::variant<std::vector<Reference>, Complaint> find_references(std::string_view text);

/// What a text with references says when it is arithmetic: the result as one would write it, or
/// why there is none.
using Computed = std::variant<std::string, Complaint>;

/// Computes `text`, in which `operands[i]` stands for `references[i]`:
///   sum = product {("+" | "-") product};  product = factor {("*" | "/") factor};
///   factor = ("+" | "-") factor | "(" sum ")" | quantity | reference [unit]
/// Units multiply and divide (pF / nS is ms), sums want one dimension. Whole numbers stay whole and
/// decimals exact while 64-bit fractions hold them. Nothing if the text has another form or an
/// operand is no quantity: then it is a text like any other.
std::optional<Computed> compute(std::string_view text, std::span<const Reference> references,
                                std::span<const std::string> operands);

}  // namespace meniscus
