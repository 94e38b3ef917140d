#include "models/catalogue.hpp"

#include "models/neurons/lif.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/neurons/lif_nalsm.hpp"
#include "models/sources/currents.hpp"
#include "models/sources/poisson_input.hpp"
#include "models/sources/spike_list.hpp"

namespace meniscus {

void add_models(Catalogue& catalogue) {
  catalogue.add_neuron<BasicLif>();
  catalogue.add_neuron<BasicLifExp>();
  catalogue.add_neuron<BasicLifNalsm>();
  catalogue.add_source<Poisson>();
  catalogue.add(spike_list_entry());
  catalogue.add_spike_input<Poisson, PoissonInput>();
  catalogue.add_current_input<ConstantCurrent>();
  catalogue.add_current_input<StepCurrent>();
}

}  // namespace meniscus
