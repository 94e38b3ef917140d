#include "tests/oracle/oracle.hpp"

namespace meniscus {

OraclePlasticity::OraclePlasticity(const OracleProjection& projection, const Resolution& resolution,
                                   Mistake mistake)
    : pre_decay_(projection.learning->parameters.tau_plus, resolution),
      post_decay_(projection.learning->parameters.tau_minus, resolution),
      mistake_(mistake) {
  StdpPair::specialise(projection.learning->parameters, [this](const auto& rule) {
    at_arrival_ = [rule](float weight, float trace) { return rule.at_arrival(weight, trace); };
    at_post_spike_ = [rule](float weight, float trace) {
      return rule.at_post_spike(weight, trace);
    };
    bounded_ = [rule](float weight) { return rule.bounded(weight); };
  });
  std::size_t targets = 0;
  for (const auto& row : projection.rows) {
    auto& synapses = synapses_.emplace_back();
    for (const OracleSynapse& synapse : row) {
      const auto weight = static_cast<float>(synapse.row_weight * synapse.weight);
      synapses.push_back({synapse.target, synapse.delay, weight, {}});
      targets = std::max<std::size_t>(targets, synapse.target + 1u);
    }
  }
  post_.resize(targets);
}

float OraclePlasticity::read(const Trace& trace, const Decay& decay, std::int64_t t) {
  return trace.value * decay.over(static_cast<std::int32_t>(t - trace.last));
}

void OraclePlasticity::add_spikes(Trace& trace, std::size_t count, const Decay& decay,
                                  std::int64_t t) {
  trace = {read(trace, decay, t) + static_cast<float>(count), t};
}

void OraclePlasticity::arrive(
    std::int64_t t, const std::function<std::size_t(std::uint32_t, std::int64_t)>& arrivals,
    const std::vector<std::uint32_t>& post) {
  std::vector<bool> fires(post_.size(), false);
  std::vector<Trace> before = post_;
  for (const std::uint32_t target : post) {
    if (target >= post_.size()) continue;
    fires[target] = true;
    add_spikes(post_[target], 1, post_decay_, t);
  }
  if (mistake_ == Mistake::coincidences_seen) before = post_;
  for (std::uint32_t source = 0; source < synapses_.size(); ++source) {
    for (Synapse& synapse : synapses_[source]) {
      const std::size_t count = arrivals(source, synapse.delay);
      float change = 0.0f;
      if (count > 0) {
        const float trace = read(before[synapse.target], post_decay_, t);
        change += static_cast<float>(count) * at_arrival_(synapse.weight, trace);
      }
      if (count > 0 && mistake_ == Mistake::coincidences_seen) {
        add_spikes(synapse.pre, count, pre_decay_, t);
      }
      if (fires[synapse.target]) {
        change += at_post_spike_(synapse.weight, read(synapse.pre, pre_decay_, t));
      }
      if (count > 0 || fires[synapse.target]) synapse.weight = bounded_(synapse.weight + change);
      if (count > 0 && mistake_ != Mistake::coincidences_seen) {
        add_spikes(synapse.pre, count, pre_decay_, t);
      }
    }
  }
}

void OraclePlasticity::post_spikes(std::int64_t t, const std::vector<std::uint32_t>& post) {
  for (const std::uint32_t target : post) {
    if (target >= post_.size()) continue;
    for (auto& row : synapses_) {
      for (Synapse& synapse : row) {
        if (synapse.target != target) continue;
        const float trace = read(synapse.pre, pre_decay_, t);
        synapse.weight = bounded_(synapse.weight + at_post_spike_(synapse.weight, trace));
      }
    }
    add_spikes(post_[target], 1, post_decay_, t);
  }
}

}  // namespace meniscus
