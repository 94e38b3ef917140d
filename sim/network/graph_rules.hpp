#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "sim/core/field.hpp"

namespace meniscus {

// Connection rules that give a graph a shape: rings, small worlds, hubs, modules. Like those of
// connectivity.hpp, but for one population as source and target (except for Modular), and without
// autapses and multapses where they don't say otherwise.

/// Every neuron to its next neighbours around a ring, by index: neuron i to i + 1 … i + forward and
/// i - 1 … i - backward, modulo the population's size. One forward is a simple cycle (Rodan & Tiño
/// 2011, doi:10.1109/TNN.2010.2089641).
struct Ring {
  static constexpr std::string_view name = "ring";
  static constexpr std::string_view summary = "every neuron to its next neighbours around a ring";
  std::int64_t forward = 1;   ///< neighbours of higher index
  std::int64_t backward = 0;  ///< neighbours of lower index
  static constexpr auto fields() {
    return std::tuple{field("forward", &Ring::forward, unit::none, non_negative,
                            "targets of higher index, next to the source"),
                      field("backward", &Ring::backward, unit::none, non_negative,
                            "targets of lower index, next to the source")};
  }
};

/// A ring whose synapses are moved to random places with probability p: Watts & Strogatz (1998),
/// doi:10.1038/30918. Undirected, as published: every joined pair has both synapses, and an edge
/// that is moved keeps one end. Directed: every neuron keeps `neighbours` targets, and each of its
/// synapses that is moved gets another target.
struct SmallWorld {
  static constexpr std::string_view name = "small_world";
  static constexpr std::string_view summary =
      "a ring of neighbours, rewired with probability p (Watts & Strogatz)";
  std::int64_t neighbours = -1;  ///< even: half of them on either side
  double p = -1.0;               ///< probability that a synapse is moved
  bool directed = false;
  static constexpr auto fields() {
    using R = SmallWorld;
    return std::tuple{field("neighbours", &R::neighbours, unit::none, non_negative,
                            "targets before rewiring, half of them on either side; even"),
                      field("p", &R::p, unit::none, fraction, "probability of rewiring a synapse"),
                      field("directed", &R::directed, unit::none, any_value,
                            "rewire every direction by itself; else pairs have both synapses")};
  }
};

/// Growth by preferential attachment: Barabási & Albert (1999), doi:10.1126/science.286.5439.509.
/// From attachments + 1 neurons that are all joined, every further one joins `attachments`
/// different earlier ones, each with a probability in proportion to its degree. Joined pairs have
/// both synapses. Which neurons are the early ones, and so the hubs, is random.
struct ScaleFree {
  static constexpr std::string_view name = "scale_free";
  static constexpr std::string_view summary =
      "hubs by preferential attachment, synapses both ways (Barabási & Albert)";
  std::int64_t attachments = -1;  ///< pairs per neuron that joins
  static constexpr auto fields() {
    constexpr Range at_least_one{.low = 1.0, .text = ">= 1"};
    return std::tuple{field("attachments", &ScaleFree::attachments, unit::none, at_least_one,
                            "earlier neurons that each neuron joins")};
  }
};

/// Directed growth: Bollobás, Borgs, Chayes & Riordan (2003), "Directed scale-free graphs". From
/// one synapse between two neurons, each step adds a synapse: with probability alpha from a new
/// neuron to an old one chosen by in-degree + delta_in, with gamma to a new neuron from an old one
/// chosen by out-degree + delta_out, else between old ones chosen likewise; until all neurons have
/// come. Autapses and multapses occur. Which neurons are the early ones is random. Defaults:
/// networkx.
struct DirectedScaleFree {
  static constexpr std::string_view name = "directed_scale_free";
  static constexpr std::string_view summary =
      "hubs of in- and out-degree by directed growth (Bollobás et al.)";
  double alpha = 0.41;
  double gamma = 0.05;
  double delta_in = 0.2;
  double delta_out = 0.0;
  static constexpr auto fields() {
    using R = DirectedScaleFree;
    return std::tuple{field("alpha", &R::alpha, unit::none, fraction,
                            "probability that a synapse starts at a new neuron"),
                      field("gamma", &R::gamma, unit::none, fraction,
                            "probability that a synapse ends at a new neuron"),
                      field("delta_in", &R::delta_in, unit::none, non_negative,
                            "targets are chosen by in-degree + delta_in"),
                      field("delta_out", &R::delta_out, unit::none, non_negative,
                            "sources are chosen by out-degree + delta_out")};
  }
};

/// Neurons in modules of equal size, by index (the stochastic block model of Holland, Laskey &
/// Leinhardt 1983, doi:10.1016/0378-8733(83)90021-7): an ordered pair is joined with probability
/// p_in within a module and p_out between modules. Two populations have the same modules.
struct Modular {
  static constexpr std::string_view name = "modular";
  static constexpr std::string_view summary =
      "pairs with probability p_in within a module, p_out between modules";
  std::int64_t modules = -1;
  double p_in = -1.0;   ///< probability of a synapse within a module
  double p_out = -1.0;  ///< probability of a synapse between modules
  bool allow_autapses = true;
  static constexpr auto fields() {
    using R = Modular;
    constexpr Range at_least_one{.low = 1.0, .text = ">= 1"};
    return std::tuple{
        field("modules", &R::modules, unit::none, at_least_one, "modules of equal size, by index"),
        field("p_in", &R::p_in, unit::none, fraction, "probability of a synapse within a module"),
        field("p_out", &R::p_out, unit::none, fraction, "probability of one between modules"),
        field("allow_autapses", &R::allow_autapses, unit::none, any_value,
              "a neuron may connect to itself")};
  }
};

/// Every unordered pair of different neurons with probability p, by a synapse in each direction
/// (NEST's rule of that name).
struct SymmetricPairwiseBernoulli {
  static constexpr std::string_view name = "symmetric_pairwise_bernoulli";
  static constexpr std::string_view summary =
      "every pair with probability p, by a synapse in each direction";
  double p = -1.0;  ///< probability of the two synapses
  static constexpr auto fields() {
    return std::tuple{field("p", &SymmetricPairwiseBernoulli::p, unit::none, fraction,
                            "probability of the two synapses of a pair")};
  }
};

/// The first of the neurons 0 … size-1 in a module: modules are as equal as whole numbers allow.
inline std::uint32_t module_begin(std::uint64_t module, std::uint64_t modules, std::uint32_t size) {
  return static_cast<std::uint32_t>(module * size / modules);
}

/// The module a neuron is in.
inline std::uint64_t module_of(std::uint32_t neuron, std::uint64_t modules, std::uint32_t size) {
  std::uint64_t module = neuron * modules / size;
  while (module_begin(module + 1, modules, size) <= neuron) ++module;
  return module;
}

}  // namespace meniscus
