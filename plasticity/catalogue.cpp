#include "plasticity/catalogue.hpp"

#include "plasticity/ap_stdp.hpp"
#include "plasticity/stdp.hpp"
#include "plasticity/stdp_inhibitory.hpp"
#include "plasticity/stdp_pair.hpp"
#include "plasticity/stdp_triplet.hpp"
#include "plasticity/tsodyks_markram.hpp"

namespace meniscus {

void add_plasticity(Catalogue& catalogue) {
  catalogue.add_plasticity<StdpPair>();
  catalogue.add_plasticity<Stdp>();
  catalogue.add_plasticity<StdpTriplet>();
  catalogue.add_plasticity<StdpInhibitory>();
  catalogue.add_plasticity<ApStdp>();
  catalogue.add_plasticity<TsodyksMarkram>();
}

}  // namespace meniscus
