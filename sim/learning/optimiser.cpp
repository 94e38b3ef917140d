#include "sim/learning/optimiser.hpp"

#include <cassert>

#include "sim/numeric/lanes.hpp"

namespace meniscus {
namespace {

constexpr float epsilon = 1e-8f;
constexpr float rho = 0.95f;
constexpr float beta_1 = 0.9f;
constexpr float beta_2 = 0.999f;

}  // namespace

Optimiser::Optimiser(OptimiserKind kind, double learning_rate, std::size_t parameters)
    : kind_(kind),
      learning_rate_(static_cast<float>(learning_rate)),
      first_(parameters),
      squares_(parameters) {
  assert(parameters % lane_count == 0);
}

void Optimiser::begin_step() {
  first_decay_ *= beta_1;
  second_decay_ *= beta_2;
}

void Optimiser::update(std::span<float> parameters, std::span<const float> gradient,
                       std::size_t first) {
  assert(parameters.size() == gradient.size() && first + gradient.size() <= first_.size());
  assert(first % lane_count == 0 && gradient.size() % lane_count == 0);
  for (std::size_t i = 0; i < gradient.size(); i += lane_count) {
    if (kind_ == OptimiserKind::adam)
      adam(&parameters[i], &gradient[i], first + i);
    else
      adadelta(&parameters[i], &gradient[i], first + i);
  }
}

void Optimiser::adam(float* parameters, const float* gradient, std::size_t index) {
  const Lanes g = lanes(gradient);
  const Lanes mean = beta_1 * lanes(&first_[index]) + (1.0f - beta_1) * g;
  const Lanes square = beta_2 * lanes(&squares_[index]) + (1.0f - beta_2) * g * g;
  const float rate = learning_rate_ / static_cast<float>(1.0 - first_decay_);
  const float correction = 1.0f / static_cast<float>(1.0 - second_decay_);
  lanes(&first_[index]) = mean;
  lanes(&squares_[index]) = square;
  lanes(parameters) -= rate * mean / ((correction * square).sqrt() + epsilon);
}

void Optimiser::adadelta(float* parameters, const float* gradient, std::size_t index) {
  const Lanes g = lanes(gradient);
  const Lanes square = rho * lanes(&squares_[index]) + (1.0f - rho) * g * g;
  const Lanes update = ((lanes(&first_[index]) + epsilon) / (square + epsilon)).sqrt() * g;
  lanes(&first_[index]) = rho * lanes(&first_[index]) + (1.0f - rho) * update * update;
  lanes(&squares_[index]) = square;
  lanes(parameters) -= learning_rate_ * update;
}

}  // namespace meniscus
