#pragma once

#include <deque>
#include <vector>

#include "sim/engine/recorders.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// The recorders a specification asks for; what they see goes into a result while the run lasts.
class Recordings {
 public:
  /// All must outlive it.
  Recordings(const Network& network, const RecordSpec& record, ResultFile& result);

  void watch(Simulation& simulation);

  /// Forgets what was recorded since the last time it was handed over.
  void forget();

  /// Hands over what was recorded in a run up to `now`.
  void reached(Time now);

  /// Hands over what was recorded of a sample of this duration, which began at `begin` of device
  /// time: samples are recorded one after the other. States are kept from a sample's tick 0 to
  /// before its end, since that is the next one's tick 0.
  void reached_end_of_sample(Time begin, Time duration);

 private:
  /// A recorder and the series of the result it feeds.
  template <class Recorder>
  struct Fed {
    Recorder recorder;
    SeriesId series{};
  };

  void add_states(const StateRecordSpec& states, std::size_t variable);
  void hand_over(Time offset);
  std::vector<float> rows(const StateRecorder& states) const;

  const Network& network_;
  ResultFile& result_;
  std::deque<Fed<SpikeRecorder>> spikes_;
  std::deque<Fed<StateRecorder>> states_;
};

}  // namespace meniscus
