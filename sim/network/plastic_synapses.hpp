#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "sim/core/pack.hpp"
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
        // Packs may read beyond the last row.
        weight_(place.synapses.target.size() + together * pack_size),
        post_(place.count, post_decay_),
        waiting_(static_cast<std::size_t>(place.post_lag.ticks)),
        takes_effect_(waiting_.empty() ? 0 : place.count) {
    PlasticSynapses::restart();
  }

  void restart() override {
    set_initial_weights(place_.synapses, place_.row_weights, place_.delays, weight_);
    rows_.assign(place_.synapses.row_begin.size() - 1, {});
    post_.clear();
    for (auto& spikes : waiting_) spikes.clear();
    std::ranges::fill(takes_effect_, 0);
    any_takes_effect_ = false;
  }

  void arrive(Time t, std::size_t row, std::span<const double> scales,
              const Accumulators& accumulators) override {
    std::visit([&](auto* accumulator) { arrive_at(t, row, scales, accumulator); }, accumulators);
  }

  void prefetch(std::size_t row) const override { prefetch_row(place_.synapses, weight_, row); }

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

  void set_scalar(std::size_t, double) override {}  // pair rules have none

  std::vector<float> weights() const override {
    std::vector<float> weights = weight_;
    learn_from_post_spikes(weights.data());
    weights.resize(place_.synapses.target.size());
    return weights;
  }

  void state(StateArchive& archive) override {
    archive.fixed(weight_);
    archive.fixed(rows_);
    post_.state(archive);
    for (auto& spikes : waiting_) archive.values(spikes);
    archive.fixed(takes_effect_);
    archive.value(any_takes_effect_);
  }

  std::uint64_t bytes() const override {
    return weight_.capacity() * sizeof(float) + rows_.capacity() * sizeof(Row) + post_.bytes();
  }

 private:
  /// Synapses gathered before any is worked on: as many as let what was written last reach the
  /// cache before it is read again, by whole registers.
  static constexpr std::size_t batch_size = 8 * pack_size;
  /// Packs worked on together, so that one's arithmetic fills the other's waits.
  static constexpr std::size_t together = 2;

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
  };

  /// Synapses of one row with what they need of their targets.
  struct alignas(64) Batch {
    std::array<float, batch_size> weight;
    std::array<float, batch_size> post_trace;
    std::array<std::uint32_t, batch_size> last;
    std::array<std::array<std::uint32_t, batch_size>, PostSpikes::words> before;
    const std::uint16_t* target = nullptr;
    float* stored = nullptr;  ///< where the weights come from and go to
    std::size_t count = 0;
  };

  /// The newest spikes of the targets of a pack [ticks after the base], the newest first.
  using Newest = std::array<IntPack, PostSpikes::newest>;

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

  // The rule on a pack: by itself if it can, else lane by lane.

  FloatPack at_post_spike(const FloatPack& weight, const FloatPack& trace) const {
    if constexpr (requires { rule_.at_post_spike(weight, trace); }) {
      return rule_.at_post_spike(weight, trace);
    } else {
      FloatPack change;
      for (std::size_t i = 0; i < pack_size; ++i) {
        change[i] = rule_.at_post_spike(static_cast<float>(weight[i]), trace[i]);
      }
      return change;
    }
  }
  FloatPack at_arrival(const FloatPack& weight, const FloatPack& trace) const {
    if constexpr (requires { rule_.at_arrival(weight, trace); }) {
      return rule_.at_arrival(weight, trace);
    } else {
      FloatPack change;
      for (std::size_t i = 0; i < pack_size; ++i) change[i] = rule_.at_arrival(weight[i], trace[i]);
      return change;
    }
  }
  FloatPack bounded(const FloatPack& weight) const {
    if constexpr (requires { rule_.bounded(weight); }) {
      return rule_.bounded(weight);
    } else {
      FloatPack result;
      for (std::size_t i = 0; i < pack_size; ++i) result[i] = rule_.bounded(weight[i]);
      return result;
    }
  }

  /// Calls `use` with the synapses k … end - 1 in batches.
  template <class Use>
  void for_each_batch(std::uint32_t k, std::uint32_t end, float* weights, Use use) const {
    Batch batch;
    const PostSpikes::Neuron* neurons = post_.neurons();
    for (; k < end; k += static_cast<std::uint32_t>(batch.count)) {
      batch.count = std::min<std::size_t>(batch_size, end - k);
      batch.target = place_.synapses.target.data() + k;
      batch.stored = weights + k;
      for (std::size_t i = 0; i < batch.count; ++i) {
        const PostSpikes::Neuron& neuron = neurons[batch.target[i]];
        batch.post_trace[i] = neuron.trace;
        batch.last[i] = neuron.last;
        for (std::size_t n = 0; n < batch.before.size(); ++n) {
          batch.before[n][i] = neuron.before[n];
        }
      }
      for (std::size_t i = batch.count; i % (together * pack_size) != 0; ++i) {
        batch.post_trace[i] = 0.0f;
        batch.last[i] = post_.base();
        for (auto& ticks : batch.before) ticks[i] = 0;
      }
      use(batch);
    }
  }

  IntPack last_ticks(const Batch& batch, std::size_t first) const {
    return std::bit_cast<IntPack>(load_pack<BitPack>(&batch.last[first]) - post_.base());
  }

  Newest newest_ticks(const Batch& batch, std::size_t first) const {
    Newest ticks{last_ticks(batch, first)};
    for (std::size_t n = 0; n < batch.before.size(); ++n) {
      const auto two = load_pack<BitPack>(&batch.before[n][first]);
      ticks[2 * n + 1] = std::bit_cast<IntPack>(two & 0xffff);
      ticks[2 * n + 2] = std::bit_cast<IntPack>(two >> 16);
    }
    return ticks;
  }

  /// Lets the batch learn from the spikes of its targets that came since the row's last arrival.
  void learn_from_post_spikes(Batch& batch, const Since& row) const {
    for (std::size_t first = 0; first < batch.count; first += together * pack_size) {
      std::array<FloatPack, together> weight;
      std::array<Newest, together> ticks;
      IntPack unlearned{};
      for (std::size_t p = 0; p < together; ++p) {
        weight[p] = load_pack<FloatPack>(batch.stored + first + p * pack_size);
        ticks[p] = newest_ticks(batch, first + p * pack_size);
        IntPack sum{};
        for (const IntPack& tick : ticks[p]) sum -= tick > row.learned;
        unlearned = sum > unlearned ? sum : unlearned;
      }
      const auto depth = static_cast<std::size_t>(largest(unlearned));
      if (depth == PostSpikes::newest) {
        for (std::size_t p = 0; p < together; ++p) {
          learn_from_logged(batch, first + p * pack_size, row, weight[p]);
        }
      }
      for (std::size_t n = depth; n > 0; --n) {
        for (std::size_t p = 0; p < together; ++p) {
          const IntPack tick = ticks[p][n - 1];
          const FloatPack trace = row.trace * pre_decay_.over(tick - row.arrival);
          const FloatPack learned = bounded(weight[p] + at_post_spike(weight[p], trace));
          weight[p] = tick > row.learned ? learned : weight[p];
        }
      }
      for (std::size_t p = 0; p < together; ++p) {
        store_pack(&batch.weight[first + p * pack_size], weight[p]);
      }
    }
  }

  void learn_from_logged(const Batch& batch, std::size_t first, const Since& row,
                         FloatPack& weights) const {
    std::vector<std::int32_t> ticks;
    const std::size_t end = std::min(batch.count, first + pack_size);
    for (std::size_t i = first; i < end; ++i) {
      if (static_cast<std::int32_t>(batch.before.back()[i] >> 16) <= row.learned) continue;
      post_.older_than_newest(batch.target[i], row.learned, ticks);
      float weight = weights[i - first];
      for (std::size_t n = ticks.size(); n > 0; --n) {
        const float trace = row.trace * pre_decay_.over(ticks[n - 1] - row.arrival);
        weight = rule_.bounded(weight + rule_.at_post_spike(weight, trace));
      }
      weights[i - first] = weight;
    }
  }

  /// Lets the batch learn from an arrival and from target spikes that take effect in its tick.
  template <bool Coincidences>
  void learn_from_arrival(Batch& batch, const Since& row, const Arrival& arrival) const {
    alignas(64) std::array<std::int32_t, batch_size> meets;
    FloatPack pre_trace{};
    if constexpr (Coincidences) {
      pre_trace += row.trace * pre_decay_.over(arrival.now - row.arrival);
      for (std::size_t i = 0; i < batch.count; ++i) meets[i] = takes_effect_[batch.target[i]];
    }
    for (std::size_t first = 0; first < batch.count; first += pack_size) {
      const IntPack age = arrival.now + post_delay_ - last_ticks(batch, first);
      const FloatPack post_trace =
          load_pack<FloatPack>(&batch.post_trace[first]) * post_decay_.over(age);
      const auto weight = load_pack<FloatPack>(&batch.weight[first]);
      FloatPack change = arrival.spikes * at_arrival(weight, post_trace);
      if constexpr (Coincidences) {
        const FloatPack both = change + at_post_spike(weight, pre_trace);
        change = load_pack<IntPack>(&meets[first]) != 0 ? both : change;
      }
      store(batch, first, bounded(weight + change));
    }
  }

  /// Puts a pack of weights back to where they came from, which may be full of others' beyond.
  static void store(const Batch& batch, std::size_t first, const FloatPack& weight) {
    if (first + pack_size <= batch.count) {
      store_pack(batch.stored + first, weight);
    } else {
      std::memcpy(batch.stored + first, &weight, (batch.count - first) * sizeof(float));
    }
  }

  template <class Real>
  void arrive_at(Time t, std::size_t row, std::span<const double> scales, Real* accumulator) {
    const auto tick = static_cast<std::uint32_t>(t.ticks);
    Arrival arrival{.now = static_cast<std::int32_t>(tick - post_.base()),
                    .spikes = static_cast<float>(scales.size()),
                    .scale = scales.back()};
    Since row_state = since(rows_[row]);
    if (scales.size() > 1) {
      deliver_before(row, row_state, scales.first(scales.size() - 1), accumulator);
      row_state.learned = arrival.now;
    }
    if (any_takes_effect_) {
      walk<true>(row, row_state, arrival, accumulator);
    } else {
      walk<false>(row, row_state, arrival, accumulator);
    }
    Row& r = rows_[row];
    r.trace = r.trace * pre_decay_.over(elapsed(r.last, tick)) + arrival.spikes;
    r.last = tick;
  }

  template <bool Coincidences, class Real>
  void walk(std::size_t row_index, const Since& row, const Arrival& arrival, Real* accumulator) {
    const auto& row_begin = place_.synapses.row_begin;
    const auto learn = [&](Batch& batch) {
      learn_from_post_spikes(batch, row);
      for (std::size_t i = 0; i < batch.count; ++i) {
        accumulator[batch.target[i]] +=
            static_cast<Real>(arrival.scale) * static_cast<Real>(batch.weight[i]);
      }
      learn_from_arrival<Coincidences>(batch, row, arrival);
    };
    for_each_batch(row_begin[row_index], row_begin[row_index + 1], weight_.data(), learn);
  }

  /// All but the last of several spikes that arrive together, which only bring the weight.
  template <class Real>
  void deliver_before(std::size_t row_index, const Since& row, std::span<const double> scales,
                      Real* accumulator) {
    learn_from_post_spikes(row_index, row, weight_.data());
    const SynapseBlock& synapses = place_.synapses;
    for (const double scale : scales) {
      for (auto k = synapses.row_begin[row_index]; k < synapses.row_begin[row_index + 1]; ++k) {
        accumulator[synapses.target[k]] += static_cast<Real>(scale) * static_cast<Real>(weight_[k]);
      }
    }
  }

  /// Brings `weights` of one row up to the recorded spikes.
  void learn_from_post_spikes(std::size_t row_index, const Since& row, float* weights) const {
    const auto& row_begin = place_.synapses.row_begin;
    const auto learn = [&](Batch& batch) {
      learn_from_post_spikes(batch, row);
      std::copy_n(batch.weight.begin(), batch.count, batch.stored);
    };
    for_each_batch(row_begin[row_index], row_begin[row_index + 1], weights, learn);
  }

  /// The same for all rows.
  void learn_from_post_spikes(float* weights) const {
    for (std::size_t r = 0; r < rows_.size(); ++r)
      learn_from_post_spikes(r, since(rows_[r]), weights);
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

}  // namespace meniscus
