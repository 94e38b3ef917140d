#include "sim/io/nir_operators.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// Makes the operator of one node.
class OperatorMaker {
 public:
  OperatorMaker(const NirGraph& graph, const NirNode& node, const NirShape& input)
      : graph_(graph), node_(node), input_(input), size_(input.size()) {}

  NirOperator make() const {
    if (is("Scale")) return diagonal(values("scale"), {});
    if (is("Delay")) return diagonal({}, values("delay"));
    if (is("Linear") || is("Affine")) return dense();
    if (is("Conv1d") || is("Conv2d")) return convolution();
    if (is("SumPool2d") || is("AvgPool2d")) return pool();
    return diagonal({}, {});
  }

 private:
  /// A window that slides along one axis: input entry = output entry * stride + tap * dilation -
  /// padding.
  struct Axis {
    std::uint64_t length, kernel, stride, padding, dilation;

    std::uint64_t outputs() const {
      return (length + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
    }
    /// The input's entry under a tap; nothing where it lies in the padding.
    std::optional<std::uint64_t> under(std::uint64_t output, std::uint64_t tap) const {
      const std::uint64_t padded = output * stride + tap * dilation;
      if (padded < padding || padded - padding >= length) return {};
      return padded - padding;
    }
  };

  bool is(std::string_view type) const { return node_.type == type; }
  [[noreturn]] void fail(std::string_view complaint) const { graph_.fail(node_, complaint); }

  const std::vector<double>& values(std::string_view name) const {
    return nir_numbers(graph_, node_, name).values;
  }

  void require_input(std::uint64_t size) const {
    if (size_ != size) {
      fail(fmt::format("expected {} inputs, got {} (shape ({}))", size, size_,
                       fmt::join(input_.extents, ", ")));
    }
  }

  /// Entry k of a list with an entry for each of `size`, or one for all; `fallback` if it is empty.
  double entry(const std::vector<double>& list, std::uint64_t k, double fallback) const {
    return list.empty() ? fallback : list[list.size() == 1 ? 0 : k];
  }

  NirOperator diagonal(const std::vector<double>& scale, const std::vector<double>& delay) const {
    for (const auto* list : {&scale, &delay}) {
      if (list->size() > 1) require_input(list->size());
    }
    if (std::ranges::any_of(delay, [](double d) { return d < 0.0; })) fail("expected delays >= 0");
    NirOperator result{.outputs = is("Flatten") ? NirShape{{size_}} : input_};
    for (std::uint64_t k = 0; k < size_; ++k) {
      const auto id = static_cast<std::uint32_t>(k);
      result.weights.push_back({id, id, entry(scale, k, 1.0), entry(delay, k, 0.0)});
    }
    return result;
  }

  NirOperator dense() const {
    const NirParameter& weight = nir_numbers(graph_, node_, "weight");
    if (weight.shape.size() != 2) {
      fail(fmt::format("weight: expected shape (outputs, inputs), got ({})",
                       fmt::join(weight.shape, ", ")));
    }
    const std::uint64_t outputs = weight.shape[0], inputs = weight.shape[1];
    require_input(inputs);
    NirOperator result{.outputs = {{outputs}}};
    for (std::uint64_t i = 0; i < inputs; ++i) {
      for (std::uint64_t o = 0; o < outputs; ++o) add(result, i, o, weight.values[o * inputs + i]);
    }
    if (is("Affine")) result.bias = bias(outputs, 1);
    return result;
  }

  void add(NirOperator& result, std::uint64_t input, std::uint64_t output, double weight) const {
    if (weight == 0.0) return;
    if (result.weights.size() >= most_nir_weights) {
      fail(fmt::format("more than {} weights", most_nir_weights));
    }
    result.weights.push_back(
        {static_cast<std::uint32_t>(input), static_cast<std::uint32_t>(output), weight});
  }

  /// The bias of `channels` channels of `each` outputs; empty if it is 0 throughout.
  std::vector<double> bias(std::uint64_t channels, std::uint64_t each) const {
    const std::vector<double>& given = values("bias");
    if (given.size() != channels && given.size() != 1) {
      fail(fmt::format("bias: expected {} values, got {}", channels, given.size()));
    }
    if (std::ranges::all_of(given, [](double b) { return b == 0.0; })) return {};
    std::vector<double> result;
    for (std::uint64_t c = 0; c < channels; ++c)
      result.insert(result.end(), each, entry(given, c, 0));
    return result;
  }

  /// A whole number for each of `axes` axes, of which one may stand for all.
  std::vector<std::uint64_t> per_axis(std::string_view name, std::size_t axes, double least) const {
    const std::vector<double>& given = values(name);
    std::vector<std::uint64_t> result;
    for (std::size_t a = 0; a < axes; ++a) {
      const double value = given.size() == 1 ? given[0] : (given.size() == axes ? given[a] : -1.0);
      if (value < least || value > 1e6 || value != std::floor(value)) {
        fail(fmt::format("{}: expected {} whole numbers of at least {}, got {}", name, axes, least,
                         fmt::join(given, ", ")));
      }
      result.push_back(static_cast<std::uint64_t>(value));
    }
    return result;
  }

  void require_window(const Axis& axis) const {
    if (axis.length + 2 * axis.padding < axis.dilation * (axis.kernel - 1) + 1) {
      fail(
          fmt::format("the kernel of {} is longer than the input of {}", axis.kernel, axis.length));
    }
  }

  /// Refuses windows that take too long to slide, were it over padding, between `pairs` of
  /// channels, or that have too many outputs.
  void require_few(std::uint64_t pairs, std::uint64_t channels, const Axis& y,
                   const Axis& x) const {
    const double places = static_cast<double>(y.outputs()) * static_cast<double>(x.outputs());
    const double taps = static_cast<double>(y.kernel) * static_cast<double>(x.kernel);
    const double outputs = places * static_cast<double>(channels);
    if (outputs > most_nir_neurons) {
      fail(fmt::format("expected at most {} outputs, got {}", most_nir_neurons, outputs));
    }
    constexpr double most_steps = 10.0 * most_nir_weights;
    if (places * taps * static_cast<double>(pairs) > most_steps)
      fail(fmt::format("more than {} weights", most_nir_weights));
  }

  /// The padding of an axis, which may be given by name.
  std::uint64_t padding(std::size_t axis, std::size_t axes, const Axis& rest) const {
    const auto found = node_.parameters.find("padding");
    if (found == node_.parameters.end() || found->second.text.empty()) {
      return per_axis("padding", axes, 0.0)[axis];
    }
    const std::string& text = found->second.text;
    if (text == "valid") return 0;
    if (text != "same" || rest.stride != 1) {
      fail(
          fmt::format("padding: expected numbers, valid, or same with stride 1, got \"{}\"", text));
    }
    return rest.dilation * (rest.kernel - 1) / 2;
  }

  NirOperator convolution() const {
    const std::size_t axes = is("Conv1d") ? 1 : 2;
    const NirParameter& weight = nir_numbers(graph_, node_, "weight");
    if (weight.shape.size() != axes + 2 ||
        std::ranges::find(weight.shape, 0u) != weight.shape.end()) {
      fail(fmt::format("weight: expected shape (outputs, inputs, kernel), got ({})",
                       fmt::join(weight.shape, ", ")));
    }
    const std::uint64_t outputs = weight.shape[0], groups = per_axis("groups", 1, 1.0)[0];
    if (outputs % groups != 0) fail(fmt::format("{} outputs in {} groups", outputs, groups));
    Axis x{1, 1, 1, 0, 1}, y{1, 1, 1, 0, 1};  // a 1-D convolution has one row
    const auto extents = per_axis("input_shape", axes, 1.0);
    const auto stride = per_axis("stride", axes, 1.0), dilation = per_axis("dilation", axes, 1.0);
    for (std::size_t a = 0; a < axes; ++a) {
      Axis& axis = a + 1 == axes ? x : y;
      axis = {extents[a], weight.shape[2 + a], stride[a], 0, dilation[a]};
      axis.padding = padding(a, axes, axis);
      require_window(axis);
    }
    require_input(weight.shape[1] * groups * y.length * x.length);
    NirOperator result{.outputs = {{outputs}}};
    if (axes == 2) result.outputs.extents.push_back(y.outputs());
    result.outputs.extents.push_back(x.outputs());
    const std::uint64_t inputs = weight.shape[1];  // of a group
    require_few(outputs * inputs, outputs, y, x);
    for (std::uint64_t o = 0; o < outputs; ++o) {
      for (std::uint64_t i = 0; i < inputs; ++i) {
        const double* kernel = &weight.values[(o * inputs + i) * y.kernel * x.kernel];
        slide(result, {o / (outputs / groups) * inputs + i, o}, y, x, kernel);
      }
    }
    result.bias = bias(outputs, y.outputs() * x.outputs());
    return sorted(std::move(result));
  }

  /// From which channel of the input to which of the output.
  struct Channels {
    std::uint64_t in, out;
  };

  void slide(NirOperator& result, Channels channels, const Axis& y, const Axis& x,
             const double* kernel) const {
    for (std::uint64_t row = 0; row < y.outputs(); ++row) {
      for (std::uint64_t column = 0; column < x.outputs(); ++column) {
        const std::uint64_t to = (channels.out * y.outputs() + row) * x.outputs() + column;
        for (std::uint64_t tap = 0; tap < y.kernel * x.kernel; ++tap) {
          const auto v = y.under(row, tap / x.kernel), u = x.under(column, tap % x.kernel);
          if (v && u) add(result, (channels.in * y.length + *v) * x.length + *u, to, kernel[tap]);
        }
      }
    }
  }

  NirOperator pool() const {
    if (input_.extents.size() != 3) {
      fail(fmt::format("expected an input of shape (channels, height, width), got ({})",
                       fmt::join(input_.extents, ", ")));
    }
    const auto size = per_axis("kernel_size", 2, 1.0), stride = per_axis("stride", 2, 1.0);
    const auto padding = per_axis("padding", 2, 0.0);
    const Axis y{input_.extents[1], size[0], stride[0], padding[0], 1};
    const Axis x{input_.extents[2], size[1], stride[1], padding[1], 1};
    require_window(y);
    require_window(x);
    const std::uint64_t channels = input_.extents[0], area = size[0] * size[1];
    require_few(channels, channels, y, x);
    const std::vector<double> kernel(area, is("AvgPool2d") ? 1.0 / static_cast<double>(area) : 1.0);
    NirOperator result{.outputs = {{channels, y.outputs(), x.outputs()}}};
    for (std::uint64_t c = 0; c < channels; ++c) slide(result, {c, c}, y, x, kernel.data());
    return sorted(std::move(result));
  }

  static NirOperator sorted(NirOperator result) {
    std::ranges::stable_sort(result.weights, {}, &NirWeight::source);
    return result;
  }

  const NirGraph& graph_;
  const NirNode& node_;
  const NirShape& input_;
  std::uint64_t size_;
};

}  // namespace

std::uint64_t NirShape::size() const {
  std::uint64_t size = 1;
  for (const std::uint64_t extent : extents) size *= extent;
  return size;
}

const NirParameter& nir_numbers(const NirGraph& graph, const NirNode& node,
                                std::string_view parameter) {
  const auto found = node.parameters.find(parameter);
  if (found == node.parameters.end()) {
    graph.fail(node, fmt::format("expected a parameter {}", parameter));
  }
  if (found->second.values.empty()) {
    graph.fail(node, fmt::format("{}: expected numbers", parameter));
  }
  for (const double value : found->second.values) {
    if (!std::isfinite(value)) graph.fail(node, fmt::format("{}: holds {}", parameter, value));
  }
  return found->second;
}

NirOperator nir_operator(const NirGraph& graph, const NirNode& node, const NirShape& input) {
  return OperatorMaker(graph, node, input).make();
}

}  // namespace meniscus
