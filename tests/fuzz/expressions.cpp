#include "sim/config/expression.hpp"

#include "tests/fuzz/target.hpp"

namespace meniscus {

// A piece for each operand but the last, which is the expression.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  std::vector<std::string> given;
  for (int i = 0; i < 3; ++i) given.push_back(text_in(take_piece(bytes)));
  const std::string text = text_in(bytes);
  const auto found = find_references(text);
  const auto* references = std::get_if<std::vector<Reference>>(&found);
  if (references == nullptr) return 0;
  std::vector<std::string> operands;
  for (std::size_t i = 0; i < references->size(); ++i) operands.push_back(given[i % given.size()]);
  const auto result = compute(text, *references, operands);
  const auto* value = result ? std::get_if<std::string>(&*result) : nullptr;
  if (value != nullptr) allow_refusal("", [&] { parse_quantity(*value); });
  return 0;
}

}  // namespace meniscus
