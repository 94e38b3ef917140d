#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace meniscus {

enum class OptimiserKind : std::uint8_t {
  adam,      ///< Kingma & Ba 2015, arXiv:1412.6980, algorithm 1; beta 0.9 and 0.999, epsilon 1e-8
  adadelta,  ///< Zeiler 2012, arXiv:1212.5701, algorithm 1, times a rate; rho 0.95, epsilon 1e-8
};

/// First-order descent with a rate of its own for each parameter, in float32.
class Optimiser {
 public:
  /// `parameters`: how many, a multiple of lane_count.
  Optimiser(OptimiserKind kind, double learning_rate, std::size_t parameters);

  /// Counts a step; every parameter is then updated once.
  void begin_step();

  /// Moves `parameters`, which begin at index `first` of all, against their gradient. Sizes and
  /// `first` are multiples of lane_count. Different parts may be updated at the same time.
  void update(std::span<float> parameters, std::span<const float> gradient, std::size_t first);

 private:
  void adam(float* parameters, const float* gradient, std::size_t index);
  void adadelta(float* parameters, const float* gradient, std::size_t index);

  OptimiserKind kind_;
  float learning_rate_;
  double first_decay_ = 1.0;    ///< Adam: beta_1 to the power of the step
  double second_decay_ = 1.0;   ///< Adam: beta_2 to the power of the step
  std::vector<float> first_;    ///< Adam: mean gradient; Adadelta: mean squared update
  std::vector<float> squares_;  ///< mean squared gradient
};

}  // namespace meniscus
