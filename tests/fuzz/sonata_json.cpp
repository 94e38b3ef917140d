#include "sim/io/sonata_config.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// A piece is the circuit's file, which lies beside; the rest is the simulation's.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const FuzzedFile circuit(take_piece(bytes), "circuit_config.json");
  const FuzzedFile simulation(bytes, "simulation_config.json");
  // Complaints are about either.
  const std::string folder = FuzzedFile::folder().string();
  allow_refusal(folder, [&] { read_sonata_config(simulation.path()); });
  allow_refusal(folder, [&] { is_sonata_config(simulation.path()); });
  allow_refusal(folder, [&] { read_sonata_parameters(simulation.path()); });
  return 0;
}

}  // namespace meniscus
