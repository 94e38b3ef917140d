#include "sim/io/nir_signals.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::array<std::string_view, 8> cell_types{"Input", "I",      "IF",      "LI",
                                                     "LIF",   "CubaLI", "CubaLIF", "Threshold"};
constexpr std::array<std::string_view, 18> known_types{
    "Affine", "AvgPool2d", "Conv1d", "Conv2d",    "CubaLI", "CubaLIF",
    "Delay",  "Flatten",   "I",      "IF",        "Input",  "LI",
    "LIF",    "Linear",    "Output", "SumPool2d", "Scale",  "Threshold"};

auto key(const NirWeight& w) { return std::tuple(w.source, w.target, w.delay); }

/// Sorts, and sums weights of one pair with one delay, in the order they came in.
void merge(std::vector<NirWeight>& weights) {
  std::ranges::stable_sort(weights, {}, key);
  std::size_t kept = 0;
  for (const NirWeight& w : weights) {
    if (kept > 0 && key(weights[kept - 1]) == key(w)) {
      weights[kept - 1].weight += w.weight;
    } else {
      weights[kept++] = w;
    }
  }
  weights.resize(kept);
}

std::vector<NirWeight> identity(std::uint64_t size) {
  std::vector<NirWeight> weights;
  for (std::uint32_t k = 0; k < size; ++k) weights.push_back({k, k, 1.0, 0.0});
  return weights;
}

}  // namespace

NirTracer::NirTracer(const NirGraph& graph)
    : graph_(graph),
      before_(graph.nodes.size()),
      arriving_(graph.nodes.size()),
      progress_(graph.nodes.size(), Progress::none) {
  for (const NirNode& node : graph.nodes) {
    if (node.type == "Identity") continue;
    if (std::ranges::find(known_types, node.type) != known_types.end()) continue;
    const std::string hint = suggestion_text(node.type, known_types);
    graph.fail(node, fmt::format("nodes of this type can't be imported{}",
                                 hint.empty() ? "" : " (" + hint + ")"));
  }
  for (const auto& [from, to] : graph.edges) before_[to].push_back(from);
}

bool NirTracer::is_cell(std::size_t node) const {
  return std::ranges::find(cell_types, graph_.nodes[node].type) != cell_types.end();
}

NirShape NirTracer::cell_shape(std::size_t id) const {
  const NirNode& node = graph_.nodes[id];
  NirShape shape;
  if (node.type == "Input") {
    for (const double extent : nir_numbers(graph_, node, "shape").values) {
      if (!(extent >= 1.0 && extent <= static_cast<double>(most_nir_neurons))) {
        graph_.fail(node,
                    fmt::format("shape: expected whole numbers of at least 1, got {}", extent));
      }
      shape.extents.push_back(static_cast<std::uint64_t>(extent));
    }
  } else {
    for (const auto& [name, parameter] : node.parameters) {
      const NirShape other{parameter.shape};
      if (shape.extents.empty() || other.size() > shape.size()) shape = other;
    }
  }
  std::uint64_t size = 1;
  for (const std::uint64_t extent : shape.extents) {
    if (extent == 0 || size > most_nir_neurons / extent) {
      graph_.fail(node, fmt::format("expected 1 to {} neurons, got shape ({})", most_nir_neurons,
                                    fmt::join(shape.extents, ", ")));
    }
    size *= extent;
  }
  return shape;
}

const NirSignal& NirTracer::arriving(std::size_t node) {
  NirSignal& sum = arriving_[node];
  if (progress_[node] == Progress::done) return sum;
  if (progress_[node] == Progress::begun) {
    graph_.fail(graph_.nodes[node], "lies on a loop without neurons");
  }
  progress_[node] = Progress::begun;
  for (const std::size_t from : before_[node]) add(sum, leaving(from), node);
  progress_[node] = Progress::done;
  return sum;
}

NirSignal NirTracer::leaving(std::size_t id) {
  if (is_cell(id)) {
    NirShape shape = cell_shape(id);
    const std::uint64_t size = shape.size();
    return {.shape = std::move(shape), .from = {{id, identity(size)}}};
  }
  const NirNode& node = graph_.nodes[id];
  const NirSignal& input = arriving(id);
  if (before_[id].empty()) graph_.fail(node, "nothing leads to it");
  const NirOperator op = nir_operator(graph_, node, input.shape);
  const bool passes = node.type == "Output" || node.type == "Identity" || node.type == "Flatten";
  if (!passes) return applied(op, input, node);
  NirSignal result = input;
  result.shape = op.outputs;
  return result;
}

NirSignal NirTracer::applied(const NirOperator& op, const NirSignal& input,
                             const NirNode& node) const {
  NirSignal result{.shape = op.outputs, .bias = op.bias, .direct = false};
  std::vector<std::size_t> begin(input.shape.size() + 1, 0);
  for (const NirWeight& w : op.weights) ++begin[w.source + 1];
  for (std::size_t k = 1; k < begin.size(); ++k) begin[k] += begin[k - 1];
  for (const auto& [source, weights] : input.from) {
    std::vector<NirWeight>& products = result.from[source];
    std::uint64_t count = 0;
    for (const NirWeight& first : weights) count += begin[first.target + 1] - begin[first.target];
    if (count > most_nir_weights) {
      graph_.fail(node, fmt::format("more than {} weights on the way to it", most_nir_weights));
    }
    for (const NirWeight& first : weights) {
      for (std::size_t k = begin[first.target]; k < begin[first.target + 1]; ++k) {
        const NirWeight& then = op.weights[k];
        products.push_back(
            {first.source, then.target, first.weight * then.weight, first.delay + then.delay});
      }
    }
    merge(products);
  }
  if (input.bias.empty()) return result;
  result.bias.resize(op.outputs.size(), 0.0);
  for (const NirWeight& w : op.weights) result.bias[w.target] += w.weight * input.bias[w.source];
  return result;
}

void NirTracer::add(NirSignal& sum, NirSignal term, std::size_t node) const {
  if (sum.from.empty() && sum.bias.empty()) {
    sum = std::move(term);
    return;
  }
  if (sum.shape.size() != term.shape.size()) {
    graph_.fail(graph_.nodes[node], fmt::format("inputs of shapes ({}) and ({}) can't be summed",
                                                fmt::join(sum.shape.extents, ", "),
                                                fmt::join(term.shape.extents, ", ")));
  }
  for (auto& [source, weights] : term.from) {
    auto& all = sum.from[source];
    all.insert(all.end(), weights.begin(), weights.end());
    merge(all);
  }
  if (!term.bias.empty()) {
    sum.bias.resize(sum.shape.size(), 0.0);
    for (std::size_t k = 0; k < term.bias.size(); ++k) sum.bias[k] += term.bias[k];
  }
  sum.direct = false;
}

}  // namespace meniscus
