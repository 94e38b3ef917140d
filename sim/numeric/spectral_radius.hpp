#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace meniscus {

/// A square sparse matrix in compressed rows; entries of one place add up.
struct SparseRows {
  std::span<const std::uint64_t> row_begin;  ///< rows + 1 offsets
  std::span<const std::uint32_t> column;
  std::span<const double> value;

  std::size_t size() const { return row_begin.size() - 1; }
};

/// The largest modulus of an eigenvalue, real or one of a complex pair. Up to 400 rows from all
/// eigenvalues (QR algorithm); above by an implicitly restarted Arnoldi method (Sorensen 1992,
/// doi:10.1137/0613025; Spectra) to a relative residual of 1e-8, from a fixed start. Nothing where
/// that doesn't converge, as where very many eigenvalues have nearly the same modulus.
std::optional<double> spectral_radius(const SparseRows& matrix);

}  // namespace meniscus
