#include "sim/io/nir_layers.hpp"

#include <algorithm>

namespace meniscus {

namespace {

/// A depth-first walk along the links.
class Walk {
 public:
  explicit Walk(const NirLinks& links) {
    for (const auto& [node, sources] : links) {
      for (const std::size_t source : sources) after_[source].push_back(node);
    }
    for (const auto& [node, sources] : links) {
      if (sources.empty()) visit(node);
    }
    for (const auto& [node, sources] : links) visit(node);
  }

  NirLayers layers() {
    for (auto node = finished_.rbegin(); node != finished_.rend(); ++node) {
      const std::int64_t depth = layers_.depth[*node];
      for (const std::size_t next : after_[*node]) {
        if (layers_.is_back(*node, next)) continue;
        layers_.depth[next] = std::max(layers_.depth[next], depth + 1);
      }
    }
    return std::move(layers_);
  }

 private:
  enum class Progress : unsigned char { none, begun, done };

  void visit(std::size_t node) {
    if (progress_[node] != Progress::none) return;
    progress_[node] = Progress::begun;
    for (const std::size_t next : after_[node]) {
      if (progress_[next] == Progress::begun) layers_.back.insert({node, next});
      visit(next);
    }
    progress_[node] = Progress::done;
    finished_.push_back(node);
  }

  std::map<std::size_t, std::vector<std::size_t>> after_;
  std::map<std::size_t, Progress> progress_;
  std::vector<std::size_t> finished_;
  NirLayers layers_;
};

}  // namespace

NirLayers nir_layers(const NirLinks& links) { return Walk(links).layers(); }

}  // namespace meniscus
