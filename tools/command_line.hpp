#pragma once

#include "sim/network/catalogue.hpp"

namespace meniscus {

/// Every model, stimulus and plasticity rule that comes with Meniscus.
Catalogue full_catalogue();

/// The program `meniscus` with the models of a catalogue; returns its exit status. A program of
/// one's own adds to the full catalogue and calls this:
///   Catalogue catalogue = full_catalogue();
///   catalogue.add_neuron<MyNeuron>();
///   return command_line(argc, argv, catalogue);
int command_line(int argc, char** argv, const Catalogue& catalogue);

}  // namespace meniscus
