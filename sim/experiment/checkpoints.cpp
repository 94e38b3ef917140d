#include "sim/experiment/checkpoints.hpp"

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

void Checkpoints::restore(Simulation& simulation) {
  try {
    StateArchive archive(about_.state);
    simulation.state(archive);
    archive.end();
  } catch (const ConfigError& error) {
    throw ConfigError(fmt::format("the checkpoint doesn't fit: {}", error.what()));
  }
}

void Checkpoints::save(Simulation& simulation, ResultFile& result, const Spent& spent) {
  StateArchive archive;
  simulation.state(archive);
  about_.position = result.checkpoint();
  about_.reached = simulation.network().resolution.ms(simulation.now());
  about_.wall = spent.wall;
  about_.cpu = spent.cpu;
  about_.state = archive.bytes();
  write_checkpoint(result.final_name(), about_);
  since_last_ = WorkClock();
}

}  // namespace meniscus
