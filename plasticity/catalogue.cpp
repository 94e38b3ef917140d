#include "plasticity/catalogue.hpp"

#include "plasticity/stdp_pair.hpp"

namespace meniscus {

void add_plasticity(Catalogue& catalogue) { catalogue.add_plasticity<StdpPair>(); }

}  // namespace meniscus
