#include "sim/config/quantity.hpp"

#include "sim/core/field.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// What is read is written and read again, to the same bits.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_in({data, size});
  allow_refusal("", [&] {
    const Quantity quantity = parse_quantity(text);
    const Unit& unit = coherent_unit(quantity.dimension);
    const Quantity again = parse_quantity(format_quantity(quantity.value, unit));
    require(again.value == quantity.value, text + ": not the same when written and read again");
    require(again.dimension == quantity.dimension, text + ": of another dimension when written");
  });
  for (const Unit& unit :
       {unit::ms, unit::mV, unit::pF, unit::pA, unit::nS, unit::Hz, unit::percent, unit::none}) {
    interpret_quantity(text, unit, positive);
  }
  return 0;
}

}  // namespace meniscus
