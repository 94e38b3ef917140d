#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/hdf5.hpp"

namespace meniscus {

/// Spikes by (step, neuron).
using StepSpikes = std::set<std::pair<int, int>>;

/// Every one of `lines` fires with this probability in each step; always the same spikes.
inline StepSpikes random_spikes(int lines, double probability, int steps) {
  StepSpikes spikes;
  std::uint64_t state = 1;
  for (int step = 0; step < steps; ++step) {
    for (int line = 0; line < lines; ++line) {
      state = state * 6364136223846793005u + 1442695040888963407u;  // Knuth, MMIX
      if (static_cast<double>(state >> 40) < probability * 16777216.0) spikes.emplace(step, line);
    }
  }
  return spikes;
}

/// One layer of CubaLIF neurons, straight from the definition: Euler steps of dt = 1e-4 s, the
/// current before the potential.
class CubaLayer {
 public:
  CubaLayer(const Hdf5File& file, const std::string& node, bool subtract)
      : tau_syn_(file.read<double>(node + "/tau_syn")),
        tau_mem_(file.read<double>(node + "/tau_mem")),
        r_(file.read<double>(node + "/r")),
        w_in_(file.read<double>(node + "/w_in")),
        leak_(file.read<double>(node + "/v_leak")),
        threshold_(file.read<double>(node + "/v_threshold")),
        i_(r_.size()),
        v_(r_.size()),
        subtract_(subtract) {}

  /// Who fires when `x` comes in.
  std::vector<double> step(const std::vector<double>& x) {
    std::vector<double> fired(v_.size());
    for (std::size_t k = 0; k < v_.size(); ++k) {
      i_[k] += dt / tau_syn_[k] * (w_in_[k] * x[k] - i_[k]);
      v_[k] += dt / tau_mem_[k] * (leak_[k] - v_[k] + r_[k] * i_[k]);
      if (!(v_[k] > threshold_[k])) continue;
      fired[k] = 1.0;
      v_[k] = subtract_ ? v_[k] - threshold_[k] : 0.0;
    }
    return fired;
  }

  std::size_t size() const { return v_.size(); }

 private:
  static constexpr double dt = 1e-4;
  std::vector<double> tau_syn_, tau_mem_, r_, w_in_, leak_, threshold_, i_, v_;
  bool subtract_;
};

/// x of a node Linear or Affine.
class Weights {
 public:
  Weights(const Hdf5File& file, const std::string& node)
      : weight_(file.read<double>(node + "/weight")),
        outputs_(file.shape(node + "/weight")[0]),
        bias_(file.contains(node + "/bias") ? file.read<double>(node + "/bias")
                                            : std::vector<double>(outputs_)) {}

  void add_to(std::vector<double>& y, const std::vector<double>& x) const {
    for (std::size_t o = 0; o < outputs_; ++o) {
      for (std::size_t i = 0; i < x.size(); ++i) y[o] += weight_[o * x.size() + i] * x[i];
      y[o] += bias_[o];
    }
  }

 private:
  std::vector<double> weight_;
  std::size_t outputs_;
  std::vector<double> bias_;
};

struct CubaSteps {
  StepSpikes hidden, output;
};

/// The flat graphs of the Braille networks: input -> fc1 -> lif1 (with w_rec) -> fc2 -> lif2; the
/// recurrent weights see the spikes of the step before.
inline CubaSteps braille_steps(const std::filesystem::path& name, const StepSpikes& input,
                               int steps) {
  const Hdf5File file(name, Hdf5File::Mode::read);
  const std::string nodes = "/node/nodes/";
  const bool subtract = name.string().ends_with("subtract.nir");
  CubaLayer hidden(file, nodes + "lif1.lif", subtract), output(file, nodes + "lif2", subtract);
  const Weights fc1(file, nodes + "fc1"), fc2(file, nodes + "fc2"), rec(file, nodes + "lif1.w_rec");
  CubaSteps result;
  std::vector<double> fired(hidden.size());
  for (int step = 0; step < steps; ++step) {
    std::vector<double> x(12), first(hidden.size()), second(output.size());
    for (int line = 0; line < 12; ++line)
      x[static_cast<std::size_t>(line)] = input.contains({step, line});
    fc1.add_to(first, x);
    rec.add_to(first, fired);
    fired = hidden.step(first);
    fc2.add_to(second, fired);
    const std::vector<double> last = output.step(second);
    for (std::size_t k = 0; k < fired.size(); ++k) {
      if (fired[k] > 0.0) result.hidden.emplace(step, static_cast<int>(k));
    }
    for (std::size_t k = 0; k < last.size(); ++k) {
      if (last[k] > 0.0) result.output.emplace(step, static_cast<int>(k));
    }
  }
  return result;
}

}  // namespace meniscus
