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

std::int64_t delay_of(const NirDelays& delays, std::size_t source, std::size_t target) {
  const auto found = delays.find({source, target});
  return found == delays.end() ? 0 : found->second;
}

/// Raises depths until no link takes less than a tick; false where loops lack the delays for that.
bool raise(NirLayers& layers, const NirLinks& links, const NirDelays& delays) {
  for (std::size_t round = 0; round <= links.size(); ++round) {
    bool raised = false;
    for (const auto& [target, sources] : links) {
      for (const std::size_t source : sources) {
        const std::int64_t lacking =
            1 - layers.ticks(source, target, delay_of(delays, source, target));
        if (lacking <= 0) continue;
        layers.depth[target] += lacking;
        raised = true;
      }
    }
    if (!raised) return true;
  }
  return false;
}

}  // namespace

std::int64_t NirLayers::ticks(std::size_t source, std::size_t target, std::int64_t delay) const {
  return depth.at(target) - depth.at(source) +
         std::max<std::int64_t>(delay, is_back(source, target) ? 1 : 0);
}

NirLayers nir_layers(const NirLinks& links, const NirDelays& delays) {
  NirLayers layers = Walk(links).layers();
  NirLayers least{.depth = {}, .back = layers.back};
  for (const auto& [node, depth] : layers.depth) least.depth[node] = 0;
  return raise(least, links, delays) ? least : layers;
}

}  // namespace meniscus
