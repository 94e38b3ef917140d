#include "models/catalogue.hpp"

#include "models/neurons/adex.hpp"
#include "models/neurons/izhikevich.hpp"
#include "models/neurons/leaky_integrator.hpp"
#include "models/neurons/lif.hpp"
#include "models/neurons/lif_adaptive.hpp"
#include "models/neurons/lif_alpha.hpp"
#include "models/neurons/lif_cond_exp.hpp"
#include "models/neurons/lif_escape.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/neurons/lif_nalsm.hpp"
#include "models/neurons/lif_nir.hpp"
#include "models/sources/alternating_current.hpp"
#include "models/sources/currents.hpp"
#include "models/sources/gamma.hpp"
#include "models/sources/noise_current.hpp"
#include "models/sources/poisson_correlated.hpp"
#include "models/sources/poisson_input.hpp"
#include "models/sources/poisson_sinusoidal.hpp"
#include "models/sources/poisson_steps.hpp"
#include "models/sources/pulse_packets.hpp"
#include "models/sources/regular.hpp"
#include "models/sources/spike_list.hpp"

namespace meniscus {

void add_models(Catalogue& catalogue) {
  catalogue.add_neuron<BasicLif>();
  catalogue.add_neuron<BasicLifExp>();
  catalogue.add_neuron<BasicLifNalsm>();
  catalogue.add_neuron<BasicLifAlpha>();
  catalogue.add_neuron<BasicLifCondExp>();
  catalogue.add_neuron<BasicLifAdaptive>();
  catalogue.add_neuron<LifEscape>();
  catalogue.add_neuron<BasicAdex>();
  catalogue.add_neuron<BasicIzhikevich>();
  catalogue.add_neuron<BasicLeakyIntegrator>();
  catalogue.add_neuron<BasicLifNir>();
  catalogue.add_source<Poisson>();
  catalogue.add_source<PoissonSinusoidal>();
  catalogue.add_source<PoissonSteps>();
  catalogue.add_source<PoissonSip>();
  catalogue.add_source<PoissonMip>();
  catalogue.add_source<Gamma>();
  catalogue.add_source<Regular>();
  catalogue.add_source<PulsePackets>();
  catalogue.add(spike_list_entry());
  catalogue.add_spike_input<Poisson, PoissonInput>();
  catalogue.add_spike_input<PoissonSinusoidal, CountedInput<PoissonSinusoidal>>();
  catalogue.add_spike_input<PoissonSteps, CountedInput<PoissonSteps>>();
  catalogue.add_spike_input<PoissonSip, CountedInput<PoissonSip>>();
  catalogue.add_spike_input<PoissonMip, CountedInput<PoissonMip>>();
  catalogue.add_current_input<ConstantCurrent>();
  catalogue.add_current_input<StepCurrent>();
  catalogue.add_current_input<AlternatingCurrent>();
  catalogue.add_current_input<NoiseCurrent>();
}

}  // namespace meniscus
