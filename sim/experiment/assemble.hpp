#pragma once

#include <deque>

#include "sim/engine/recorders.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/result_file.hpp"
#include "sim/network/topology.hpp"

namespace meniscus {

/// Connects the populations in the specification's builder.
void draw_projections(Specification& specification);

/// The graph of the neurons and their synapses; holds 12 B per synapse for a while.
Topology topology(const NetworkBuilder& network);

/// The network to run, out of the specification's builder, which is left empty; its synapses are
/// drawn by `threads` threads.
Network assemble(Specification& specification, int threads = 1);

/// The recorders a specification asks for, and how they end up in a result.
class Recordings {
 public:
  Recordings(const Network& network, const RecordSpec& record);

  void watch(Simulation& simulation);

  /// Says that what is recorded from now on begins at `offset` ticks of device time: samples are
  /// recorded one after the other. States are kept from a sample's tick 0 to before its end, since
  /// that is the next one's tick 0.
  void begin_sample(Time offset);

  /// SONATA spikes and reports; `end`: of all that was recorded.
  void write(ResultFile& result, Time end);

 private:
  struct Train {
    PopulationId population = 0;
    std::vector<double> times;  ///< [ms]
    std::vector<std::uint64_t> neurons;
  };

  void collect();
  std::vector<double> rows(const StateRecorder& states) const;

  const Network& network_;
  const RecordSpec& record_;
  std::deque<SpikeRecorder> spikes_;
  std::deque<StateRecorder> states_;
  std::vector<Train> trains_;
  Time offset_{0};
  std::size_t samples_ = 0;  ///< 0: one run from beginning to end
};

}  // namespace meniscus
