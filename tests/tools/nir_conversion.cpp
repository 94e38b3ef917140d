#include "tests/tools/nir_conversion.hpp"

namespace meniscus {

Outcome Nir::program(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
  return Program(arguments, folder_.path()).wait();
}

}  // namespace meniscus
