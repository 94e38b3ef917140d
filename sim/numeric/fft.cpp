#include "sim/numeric/fft.hpp"

#include <algorithm>
#include <cassert>
#include <unsupported/Eigen/FFT>

namespace meniscus {

struct PowerSpectrum::Transform {
  Eigen::FFT<double> fft;
};

PowerSpectrum::PowerSpectrum(std::size_t size)
    : size_(size),
      transform_(std::make_unique<Transform>()),
      spectrum_(size / 2 + 1),
      power_(size / 2 + 1) {
  assert(size > 0 && size % 2 == 0);
  transform_->fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
}

PowerSpectrum::~PowerSpectrum() = default;

std::span<const double> PowerSpectrum::operator()(std::span<const double> signal) {
  assert(signal.size() == size_);
  transform_->fft.fwd(spectrum_.data(), signal.data(), static_cast<Eigen::Index>(size_));
  std::ranges::transform(spectrum_, power_.begin(), [](const auto& x) { return std::norm(x); });
  return power_;
}

}  // namespace meniscus
