#pragma once

// The one door to Random123.
#include <Random123/philox.h>

#include <array>
#include <cstdint>

#include "sim/core/time.hpp"

namespace meniscus {

/// What a random number is for. A new use is a new line here, so that no two uses share a stream.
/// The values are part of "same seed, same spikes": never renumber, only append.
enum class RandomDomain : std::uint8_t {
  connectivity = 1,      ///< which synapses exist; component = projection
  weight = 2,            ///< drawn weights; component = projection
  delay = 3,             ///< drawn delays; component = projection
  initial_state = 4,     ///< state at time 0; component = population (and variable)
  poisson_source = 5,    ///< spikes of a source population; component = population
  poisson_stimulus = 6,  ///< Poisson input straight into neurons; component = stimulus
  encoder = 7,           ///< spikes of an encoded sample
  sample_order = 8,      ///< shuffling and splitting of a data set
  readout = 9,           ///< mini-batches of a readout
  placement = 10,        ///< positions and cell types; component = population
  noise_current = 20,    ///< random currents into neurons; component = stimulus
  neuron_noise = 21,     ///< of neurons that fire by chance; component = population
  graph_measure = 40,    ///< which neurons a large graph is measured at; random graphs beside it
  sweep_point = 50,      ///< values of the random points of a sweep
  test = 255,            ///< the test suite's own
};

/// Names a family of streams: one use of one component in one sample under one seed.
struct StreamKey {
  std::uint64_t seed = 0;
  RandomDomain domain = RandomDomain::test;
  std::uint32_t component = 0;  ///< projection, population or stimulus index, < 2^24
  std::uint32_t sample = 0;     ///< sample id in a data set, 0 for a plain simulation
};

/// 128 random bits for (draw or tick, entity) of a stream family: Philox4x32-10 (Salmon et al.
/// 2011, doi:10.1145/2063384.2063405). A pure function: no state, no order, no thread.
inline std::array<std::uint32_t, 4> random_bits(const StreamKey& key, std::uint32_t draw,
                                                std::uint32_t entity) {
  const r123::Philox4x32::key_type k{
      {static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)}};
  const r123::Philox4x32::ctr_type c{
      {draw, entity, key.sample, (static_cast<std::uint32_t>(key.domain) << 24) | key.component}};
  const auto r = r123::Philox4x32{}(c, k);
  return {r[0], r[1], r[2], r[3]};
}

/// The random numbers of one entity (neuron, source, synapse), drawn one after the other: the words
/// of random_bits() of draw 0, 1, 2, …
class RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(const StreamKey& key, std::uint32_t entity) : key_(key), entity_(entity) {}

  /// Goes on where a stream of the same key and entity stands that has given `position` words.
  RandomStream(const StreamKey& key, std::uint32_t entity, std::uint64_t position);

  /// How many words have been given.
  std::uint64_t position() const { return std::uint64_t{draw_} * 4 - (filled_ - used_); }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffu; }

  result_type operator()() {
    if (used_ == filled_) refill();
    return bits_[used_++];
  }

  std::uint64_t bits64() {
    const std::uint64_t high = (*this)();
    return (high << 32) | (*this)();
  }

  /// Uniform on [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(bits64() >> 11) * 0x1p-53; }

  /// Uniform on (0, 1]: safe under a logarithm.
  double uniform_positive() { return 1.0 - uniform(); }

 private:
  void refill();

  StreamKey key_;
  std::uint32_t entity_;
  std::uint32_t draw_ = 0;
  std::uint32_t used_ = 0;
  std::uint32_t filled_ = 0;
  std::array<std::uint32_t, 64> bits_{};
};

}  // namespace meniscus
