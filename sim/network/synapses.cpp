#include "sim/network/synapses.hpp"

namespace meniscus {

std::uint64_t SynapseBlock::bytes() const {
  return row_begin.size() * sizeof(row_begin[0]) + target.size() * sizeof(target[0]) +
         weight.size() * sizeof(weight[0]) + delay.size();
}

}  // namespace meniscus
