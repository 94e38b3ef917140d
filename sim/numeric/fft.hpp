#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace meniscus {

/// The power spectrum of real signals of one length; keeps what the transform needs between calls.
class PowerSpectrum {
 public:
  /// `size`: samples of a signal, even and > 0.
  explicit PowerSpectrum(std::size_t size);
  ~PowerSpectrum();
  PowerSpectrum(const PowerSpectrum&) = delete;
  PowerSpectrum& operator=(const PowerSpectrum&) = delete;

  std::size_t size() const { return size_; }
  std::size_t bins() const { return size_ / 2 + 1; }  ///< from 0 to half the sampling rate

  /// |X_j|^2 with X_j = sum_n x_n exp(-2 pi i j n / size) for the bins j = 0 … size/2. `signal` has
  /// `size` values. size log(size) multiply-adds. The result is overwritten by the next call.
  std::span<const double> operator()(std::span<const double> signal);

 private:
  struct Transform;
  std::size_t size_;
  std::unique_ptr<Transform> transform_;
  std::vector<std::complex<double>> spectrum_;
  std::vector<double> power_;
};

}  // namespace meniscus
