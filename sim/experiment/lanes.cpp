#include "sim/experiment/lanes.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/experiment/presentation.hpp"
#include "sim/learning/series_means.hpp"

namespace meniscus {

namespace {

/// Samples a worker takes at a time.
constexpr std::size_t samples_per_piece = 16;

std::unique_ptr<FeatureRecorder> make_recorder(const Network& network, PopulationId population,
                                               const FeatureSpec& features) {
  const std::uint32_t size = network.populations[population].size;
  switch (features.kind) {
    case FeatureKind::traces:
      return std::make_unique<TraceRecorder>(
          population, size, network.resolution.exact_ticks(features.tau), features.times);
    case FeatureKind::potentials:
      return std::make_unique<StateSampler>(population, size, features.variable, features.times);
    case FeatureKind::counts:
      break;
  }
  return std::make_unique<CountRecorder>(population, size, features.times);
}

/// What stands beside the liquid's features: lines have no potentials, but counts.
FeatureSpec of_input(FeatureSpec features) {
  if (features.kind == FeatureKind::potentials) features.kind = FeatureKind::counts;
  return features;
}

/// One worker's simulation of sample after sample.
class Lane {
 public:
  Lane(const Network& network, const ClassifySpec& classify, std::uint64_t seed,
       std::vector<std::uint32_t> silenced)
      : classify_(classify),
        simulation_(network, {.seed = seed, .threads = 1, .silenced = std::move(silenced)}),
        presentation_(simulation_, classify),
        liquid_(make_recorder(network, classify.liquid, classify.features)),
        input_(make_recorder(network, classify.input, of_input(classify.features))) {
    simulation_.observe(*liquid_);
    simulation_.observe(*input_);
  }

  void run(Sample sample, std::uint32_t id) {
    const Time duration = sample.duration;
    liquid_->begin(duration);
    input_->begin(duration);
    presentation_.begin(std::move(sample), id);
    simulation_.run(duration);
    ticks += duration.ticks;
    liquid_spikes += simulation_.spike_count(classify_.liquid);
    input_spikes += simulation_.spike_count(classify_.input);
    deliveries += simulation_.deliveries();
  }

  const std::vector<float>& liquid_features() { return liquid_->end(); }
  const std::vector<float>& input_features() { return input_->end(); }
  std::vector<float> value_features() const {
    const Sample& sample = presentation_.sample();
    return window_means(sample.values, classify_.features.times.in(sample.duration),
                        simulation_.network().resolution);
  }

  std::uint64_t liquid_spikes = 0;
  std::uint64_t input_spikes = 0;
  std::uint64_t deliveries = 0;
  std::int64_t ticks = 0;

 private:
  const ClassifySpec& classify_;
  Simulation simulation_;
  Presentation presentation_;
  std::unique_ptr<FeatureRecorder> liquid_;
  std::unique_ptr<FeatureRecorder> input_;
};

LabelledFeatures blank_features(const Split& split, std::size_t columns, std::uint32_t classes) {
  LabelledFeatures features;
  features.columns = columns;
  features.classes = classes;
  features.values.resize(split.count * columns);
  for (std::size_t i = 0; i < split.count; ++i) {
    features.labels.push_back(split.source->label(split.first + i));
  }
  return features;
}

void set_row(LabelledFeatures& features, std::size_t sample, const std::vector<float>& row) {
  std::ranges::copy(
      row, features.values.begin() + static_cast<std::ptrdiff_t>(sample * features.columns));
}

}  // namespace

LiquidResponse respond(const Network& network, const ClassifySpec& classify, std::uint64_t seed,
                       const Split& split, const Lanes& how, const RunContext& context) {
  const auto columns = [&](PopulationId p) {
    return std::size_t{network.populations[p].size} * classify.features.times.count();
  };
  LiquidResponse response;
  response.liquid = blank_features(split, columns(classify.liquid), classify.classes);
  response.input = blank_features(split, columns(classify.input), classify.classes);
  const std::size_t value_columns = split.source->channels() * classify.features.times.count();
  response.values = blank_features(split, value_columns, classify.classes);
  std::vector<std::unique_ptr<Lane>> lanes(static_cast<std::size_t>(context.threads));
  std::size_t done = 0;
  std::mutex telling;
  const auto pieces = fixed_chunks(split.count, samples_per_piece);
  for_each_piece(context.threads, pieces.size(), [&](std::size_t piece, int worker) {
    if (context.must_stop()) throw Interrupted();
    auto& lane = lanes[static_cast<std::size_t>(worker)];
    if (!lane) lane = std::make_unique<Lane>(network, classify, seed, how.silenced);
    for (std::size_t i = pieces[piece].first; i < pieces[piece].last; ++i) {
      lane->run(split.load(i), split.id(i));
      set_row(response.liquid, i, lane->liquid_features());
      set_row(response.input, i, lane->input_features());
      if (value_columns > 0) set_row(response.values, i, lane->value_features());
    }
    const std::lock_guard lock(telling);
    if (how.finished) how.finished(response.liquid, pieces[piece].first, pieces[piece].last);
    done += pieces[piece].last - pieces[piece].first;
    context.tell({.stage = how.stage,
                  .done = static_cast<double>(done),
                  .total = static_cast<double>(split.count),
                  .unit = "samples"});
  });
  for (const auto& lane : lanes) {
    if (!lane) continue;
    response.liquid_spikes += lane->liquid_spikes;
    response.input_spikes += lane->input_spikes;
    response.deliveries += lane->deliveries;
    response.ticks += lane->ticks;
  }
  return response;
}

}  // namespace meniscus
