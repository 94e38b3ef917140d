#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "sim/core/error.hpp"

namespace meniscus {

/// The state of a simulation on its way into bytes or back: one function of each class names its
/// state once, for both directions, as in
///   void state(StateArchive& archive) { archive.value(now_); archive.values(spikes_); }
/// The bytes are those of this machine. Restoring throws ConfigError where they don't fit; the
/// object is then good for nothing but another restart.
class StateArchive {
 public:
  /// Saves.
  StateArchive() = default;

  /// Restores from these bytes, which must outlive the archive.
  explicit StateArchive(std::span<const std::uint8_t> bytes) : restoring_(true), left_(bytes) {}

  bool restoring() const { return restoring_; }

  template <class T>
  requires std::is_trivially_copyable_v<T>
  void value(T& value) { raw(&value, sizeof value); }

  template <class T>
  requires requires(T& value, StateArchive& archive) { value.state(archive); }
  void value(T& value) { value.state(*this); }

  /// A vector that may have any length.
  template <class T, class Allocator>
  requires std::is_trivially_copyable_v<T>
  void values(std::vector<T, Allocator>& values) {
    std::uint64_t size = values.size();
    value(size);
    if (restoring_) {
      if (size > left_.size() / sizeof(T)) fail();
      values.resize(size);
    }
    raw(values.data(), values.size() * sizeof(T));
  }

  /// A vector that has as many elements now as it had when it was saved.
  template <class T, class Allocator>
  requires std::is_trivially_copyable_v<T>
  void fixed(std::vector<T, Allocator>& values) {
    same(values.size());
    raw(values.data(), values.size() * sizeof(T));
  }

  void text(std::string& text) {
    std::vector<char> characters(text.begin(), text.end());
    values(characters);
    text.assign(characters.begin(), characters.end());
  }

  /// A vector of anything; `each` saves or restores one element.
  template <class T, class Each>
  void list(std::vector<T>& elements, const Each& each) {
    std::uint64_t size = elements.size();
    value(size);
    if (restoring_) {
      if (size > left_.size()) fail();
      elements.resize(size);
    }
    for (T& element : elements) each(element);
  }

  /// A number that must be the same now as it was when it was saved.
  void same(std::uint64_t number) {
    std::uint64_t saved = number;
    value(saved);
    if (saved != number) fail();
  }

  /// What was saved.
  const std::vector<std::uint8_t>& bytes() const { return saved_; }

  /// To be called when all is restored: nothing may be left.
  void end() const {
    if (!left_.empty()) fail();
  }

 private:
  [[noreturn]] static void fail() { throw ConfigError("the state is that of another network"); }

  void raw(void* data, std::size_t size) {
    if (size == 0) return;
    if (!restoring_) {
      const auto* const bytes = static_cast<const std::uint8_t*>(data);
      saved_.insert(saved_.end(), bytes, bytes + size);
      return;
    }
    if (left_.size() < size) fail();
    std::memcpy(data, left_.data(), size);
    left_ = left_.subspan(size);
  }

  bool restoring_ = false;
  std::vector<std::uint8_t> saved_;
  std::span<const std::uint8_t> left_;
};

}  // namespace meniscus
