#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace meniscus {

inline constexpr std::size_t cache_line = 64;  ///< [bytes]; also the widest vector register

/// Allocates whole cache lines, so that vector loads never straddle two.
template <class T>
struct CacheLineAllocator {
  using value_type = T;

  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT: a conversion, as std::vector asks

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{cache_line}));
  }
  void deallocate(T* values, std::size_t) {
    ::operator delete (values, std::align_val_t{cache_line});
  }
  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

/// A vector that begins at a cache line.
template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace meniscus
