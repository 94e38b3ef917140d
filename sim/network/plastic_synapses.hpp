#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/checks.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/decay.hpp"
#include "sim/network/plasticity_rule.hpp"
#include "sim/network/post_spikes.hpp"
#include "sim/network/synapse_group.hpp"

namespace meniscus {

/// The synapses of a group under a pair rule, lazily: a row learns from its targets' spikes when
/// the next spike arrives by it, each at its own tick and in order, so the weights are those of a
/// synapse that is visited at every spike. A post spike thus costs a few bytes written where it
/// happens instead of a cache line per synapse.
template <PlasticityRule R>
class PlasticSynapses final : public SynapseGroup {
 public:
  PlasticSynapses(const R& rule, const GroupPlace& place)
      : rule_(rule),
        place_(place),
        pre_decay_(rule.tau_pre(), place.resolution),
        post_decay_(rule.tau_post(), place.resolution),
        post_delay_(place.post_lag.ticks == 0 ? 1 : 0),
        most_logged_(4096 + place.synapses.target.size() / 8),
        post_(place.count, post_decay_),
        waiting_(static_cast<std::size_t>(place.post_lag.ticks)),
        takes_effect_(waiting_.empty() ? 0 : place.count) {
    PlasticSynapses::restart();
  }

  void restart() override {
    weight_ = initial_weights(place_.synapses, place_.row_weights, place_.delays);
    rows_.assign(place_.synapses.row_begin.size() - 1, {});
    post_.clear();
    for (auto& spikes : waiting_) spikes.clear();
    std::ranges::fill(takes_effect_, 0);
    any_takes_effect_ = false;
  }

  void arrive(Time t, std::size_t row, std::span<const double> scales,
              double* accumulator) override {
    const auto tick = static_cast<std::uint32_t>(t.ticks);
    Arrival arrival{.now = static_cast<std::int32_t>(tick - post_.base()),
                    .spikes = static_cast<float>(scales.size()),
                    .scale = scales.back(),
                    .accumulator = accumulator};
    Since row_state = since(rows_[row]);
    if (scales.size() > 1) {
      deliver_before(row, row_state, scales.first(scales.size() - 1), accumulator);
      row_state.learned = arrival.now;
    }
    if (any_takes_effect_) {
      walk<true>(row, row_state, arrival);
    } else {
      walk<false>(row, row_state, arrival);
    }
    Row& r = rows_[row];
    r.trace = r.trace * pre_decay_.over(elapsed(r.last, tick)) + arrival.spikes;
    r.last = tick;
  }

  void end_tick(Time t, std::span<const std::uint32_t> spikes) override {
    const auto tick = static_cast<std::uint32_t>(t.ticks);
    const bool far = tick - post_.base() >= PostSpikes::longest_memory;
    if (far || post_.logged() > most_logged_)
      learn_all(tick - 1 + static_cast<std::uint32_t>(post_delay_));
    if (waiting_.empty()) {
      for (const std::uint32_t i : spikes) post_.record(i - place_.first, tick + 1);
      return;
    }
    auto& taken = waiting_[tick % waiting_.size()];  // emitted post_lag ago
    for (const std::uint32_t i : taken) {
      post_.record(i, tick);
      takes_effect_[i] = 0;
    }
    taken.assign(spikes.begin(), spikes.end());
    for (std::uint32_t& i : taken) i -= place_.first;
    const auto& next = waiting_[(tick + 1) % waiting_.size()];
    for (const std::uint32_t i : next) takes_effect_[i] = 1;
    any_takes_effect_ = !next.empty();
  }

  std::vector<float> weights() const override {
    std::vector<float> weights = weight_;
    learn_from_post_spikes(weights.data());
    return weights;
  }

  std::uint64_t bytes() const override {
    return weight_.capacity() * sizeof(float) + rows_.capacity() * sizeof(Row) + post_.bytes();
  }

 private:
  /// Synapses worked on side by side.
  static constexpr std::size_t width = 16;

  /// What all synapses of a row share: the trace at the last arrival, that one included.
  struct Row {
    float trace = 0.0f;
    std::uint32_t last = 0;  ///< tick of the last arrival
  };

  /// A row against the spikes of PostSpikes, whose ticks count from its base.
  struct Since {
    float trace = 0.0f;
    std::int32_t arrival = 0;  ///< ticks that count for the trace begin here
    std::int32_t learned = 0;  ///< spikes up to here have acted
  };

  /// Spikes of a source that arrive together.
  struct Arrival {
    std::int32_t now = 0;  ///< tick after the base
    float spikes = 1.0f;   ///< how many
    double scale = 1.0;    ///< of the last one
    double* accumulator = nullptr;
  };

  /// `width` synapses with what they need of their targets; beyond the row's end copies of silence.
  struct alignas(64) Chunk {
    std::array<float, width> weight;
    std::array<float, width> post_trace;
    std::array<std::array<std::int32_t, width>, PostSpikes::newest> tick;  ///< newest spike first
  };

  static std::int32_t elapsed(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(std::min<std::uint32_t>(to - from, Decay::forgotten));
  }

  Since since(const Row& row) const {
    const std::int64_t relative = std::int64_t{row.last} - std::int64_t{post_.base()};
    // Post spikes with post_lag 0 stand one tick later than they happened.
    const auto origin = std::max<std::int64_t>(relative, -Decay::forgotten) + post_delay_;
    return {row.trace, static_cast<std::int32_t>(origin),
            static_cast<std::int32_t>(std::max<std::int64_t>(relative, 0))};
  }

  /// Reads `count` <= width synapses.
  void load(Chunk& chunk, const std::uint16_t* target, const float* weight,
            std::size_t count) const {
    const PostSpikes::Neuron* neurons = post_.neurons();
    const std::uint32_t base = post_.base();
    alignas(64) std::array<PostSpikes::Neuron, width> post;
    for (std::size_t i = 0; i < count; ++i) post[i] = neurons[target[i]];
    for (std::size_t i = count; i < width; ++i) post[i] = {0.0f, base, {}};
    for (std::size_t i = 0; i < count; ++i) chunk.weight[i] = weight[i];
    for (std::size_t i = count; i < width; ++i) chunk.weight[i] = 0.0f;
    for (std::size_t i = 0; i < width; ++i) {
      chunk.post_trace[i] = post[i].trace;
      chunk.tick[0][i] = static_cast<std::int32_t>(post[i].last - base);
      chunk.tick[1][i] = static_cast<std::int32_t>(post[i].before[0] & 0xffff);
      chunk.tick[2][i] = static_cast<std::int32_t>(post[i].before[0] >> 16);
      chunk.tick[3][i] = static_cast<std::int32_t>(post[i].before[1] & 0xffff);
      chunk.tick[4][i] = static_cast<std::int32_t>(post[i].before[1] >> 16);
    }
  }

  static bool any_later(const std::array<std::int32_t, width>& ticks, std::int32_t than) {
    std::int32_t any = 0;
    for (std::size_t i = 0; i < width; ++i) any |= ticks[i] > than;
    return any != 0;
  }

  /// Lets the chunk learn from the spikes of its targets that came since the row's last arrival.
  void learn_from_post_spikes(Chunk& chunk, const Since& row, const std::uint16_t* target,
                              std::size_t count) const {
    std::size_t depth = 0;
    while (depth < PostSpikes::newest && any_later(chunk.tick[depth], row.learned)) ++depth;
    if (depth == PostSpikes::newest) learn_from_logged(chunk, row, target, count);
    while (depth > 0) {
      --depth;
      for (std::size_t i = 0; i < width; ++i) {
        const std::int32_t tick = chunk.tick[depth][i];
        const float trace = row.trace * pre_decay_.over(tick - row.arrival);
        const float weight = chunk.weight[i];
        const float learned = rule_.bounded(weight + rule_.at_post_spike(weight, trace));
        chunk.weight[i] = tick > row.learned ? learned : weight;
      }
    }
  }

  void learn_from_logged(Chunk& chunk, const Since& row, const std::uint16_t* target,
                         std::size_t count) const {
    std::vector<std::int32_t> ticks;
    for (std::size_t i = 0; i < count; ++i) {
      if (chunk.tick[PostSpikes::newest - 1][i] <= row.learned) continue;
      post_.older_than_newest(target[i], row.learned, ticks);
      for (std::size_t n = ticks.size(); n > 0; --n) {
        const float trace = row.trace * pre_decay_.over(ticks[n - 1] - row.arrival);
        float& weight = chunk.weight[i];
        weight = rule_.bounded(weight + rule_.at_post_spike(weight, trace));
      }
    }
  }

  /// Lets the chunk learn from an arrival, and from target spikes that take effect in the same
  /// tick.
  template <bool Coincidences>
  void learn_from_arrival(Chunk& chunk, const Since& row, const Arrival& arrival,
                          const std::uint16_t* target, std::size_t count) const {
    const float pre_trace = row.trace * pre_decay_.over(arrival.now - row.arrival);
    std::array<std::int32_t, width> meets{};
    if constexpr (Coincidences) {
      for (std::size_t i = 0; i < count; ++i) meets[i] = takes_effect_[target[i]];
    }
    for (std::size_t i = 0; i < width; ++i) {
      const std::int32_t age = arrival.now - chunk.tick[0][i] + post_delay_;
      const float post_trace = chunk.post_trace[i] * post_decay_.over(age);
      const float weight = chunk.weight[i];
      float change = arrival.spikes * rule_.at_arrival(weight, post_trace);
      if constexpr (Coincidences) {
        const float post_change = rule_.at_post_spike(weight, pre_trace);
        change = meets[i] != 0 ? change + post_change : change;
      }
      chunk.weight[i] = rule_.bounded(weight + change);
    }
  }

  template <bool Coincidences>
  void walk(std::size_t row_index, const Since& row, const Arrival& arrival) {
    const SynapseBlock& synapses = place_.synapses;
    const std::uint32_t end = synapses.row_begin[row_index + 1];
    Chunk chunk;
    for (std::uint32_t k = synapses.row_begin[row_index]; k < end; k += width) {
      const std::size_t count = std::min<std::size_t>(width, end - k);
      const std::uint16_t* target = synapses.target.data() + k;
      load(chunk, target, weight_.data() + k, count);
      learn_from_post_spikes(chunk, row, target, count);
      for (std::size_t i = 0; i < count; ++i) {
        arrival.accumulator[target[i]] += arrival.scale * static_cast<double>(chunk.weight[i]);
      }
      learn_from_arrival<Coincidences>(chunk, row, arrival, target, count);
      std::copy_n(chunk.weight.begin(), count, weight_.begin() + k);
    }
  }

  /// All but the last of several spikes that arrive together, which only bring the weight.
  void deliver_before(std::size_t row_index, const Since& row, std::span<const double> scales,
                      double* accumulator) {
    learn_from_post_spikes(row_index, row, weight_.data());
    const SynapseBlock& synapses = place_.synapses;
    for (const double scale : scales) {
      for (auto k = synapses.row_begin[row_index]; k < synapses.row_begin[row_index + 1]; ++k) {
        accumulator[synapses.target[k]] += scale * static_cast<double>(weight_[k]);
      }
    }
  }

  /// Brings `weights` of one row up to the recorded spikes.
  void learn_from_post_spikes(std::size_t row_index, const Since& row, float* weights) const {
    const SynapseBlock& synapses = place_.synapses;
    const std::uint32_t end = synapses.row_begin[row_index + 1];
    Chunk chunk;
    for (std::uint32_t k = synapses.row_begin[row_index]; k < end; k += width) {
      const std::size_t count = std::min<std::size_t>(width, end - k);
      const std::uint16_t* target = synapses.target.data() + k;
      load(chunk, target, weights + k, count);
      learn_from_post_spikes(chunk, row, target, count);
      std::copy_n(chunk.weight.begin(), count, weights + k);
    }
  }

  /// The same for all rows.
  void learn_from_post_spikes(float* weights) const {
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      learn_from_post_spikes(r, since(rows_[r]), weights);
    }
  }

  /// Lets all rows learn from the spikes recorded so far, all at or before `tick`, and forgets
  /// these.
  void learn_all(std::uint32_t tick) {
    learn_from_post_spikes(weight_.data());
    post_.forget_until(tick);
  }

  R rule_;
  GroupPlace place_;
  Decay pre_decay_;
  Decay post_decay_;
  std::int32_t post_delay_;  ///< 1 with post_lag 0: a spike acts on what comes in later ticks
  std::size_t most_logged_;  ///< spikes after which rows learn without waiting for an arrival
  std::vector<float> weight_;
  std::vector<Row> rows_;
  PostSpikes post_;
  std::vector<std::vector<std::uint32_t>> waiting_;  ///< by tick mod post_lag: who fired
  std::vector<std::uint8_t> takes_effect_;  ///< per neuron: a spike of it takes effect in this tick
  bool any_takes_effect_ = false;
};

/// A plasticity rule with its parameters as the engine sees it.
template <PlasticityRule R>
class RulePlasticity final : public Plasticity {
 public:
  using Parameters = typename R::Parameters;

  /// Throws ConfigError when a parameter is out of its range.
  explicit RulePlasticity(const Parameters& parameters) : parameters_(parameters) {
    check_fields(parameters, R::name);
    if (const std::string_view problem = parameters.problem(); !problem.empty()) {
      throw ConfigError(fmt::format("{}: {}", R::name, problem));
    }
  }

  std::string_view rule() const override { return R::name; }
  std::vector<FieldInfo> parameters(const Unit& weight) const override {
    return field_infos(Parameters::fields(weight), parameters_);
  }
  WeightBounds bounds() const override { return bounds_of(R(parameters_)); }
  double longest_tau() const override {
    const R rule(parameters_);
    return std::max(rule.tau_pre(), rule.tau_post());
  }

  std::unique_ptr<SynapseGroup> make_group(const GroupPlace& place) const override {
    const auto make = [&place]<class Rule>(const Rule& rule) {
      return std::unique_ptr<SynapseGroup>(std::make_unique<PlasticSynapses<Rule>>(rule, place));
    };
    if constexpr (requires { R::specialise(parameters_, make); }) {
      return R::specialise(parameters_, make);
    } else {
      return make(R(parameters_));
    }
  }

 private:
  Parameters parameters_;
};

}  // namespace meniscus
