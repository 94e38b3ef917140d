#include "sim/experiment/readout_training.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/parallel.hpp"
#include "sim/learning/folds.hpp"

namespace meniscus {

namespace {

/// What one readout sees.
struct FeatureSets {
  FeaturesView train;
  FeaturesView validation;
  FeaturesView test;
};

/// Adds up how far the readouts are, which are trained side by side.
class ReadoutProgress {
 public:
  ReadoutProgress(const RunContext& context, int readouts, int epochs)
      : context_(context), total_(readouts * epochs) {}

  void tell(int epochs_more, double validation_accuracy) {
    const std::lock_guard lock(mutex_);
    done_ += epochs_more;
    context_.tell({.stage = "readouts",
                   .done = static_cast<double>(done_),
                   .total = static_cast<double>(total_),
                   .unit = "epochs",
                   .detail = fmt::format("validation {:.2f} %", 100.0 * validation_accuracy)});
  }

 private:
  const RunContext& context_;
  int total_;
  int done_ = 0;
  std::mutex mutex_;
};

ReadoutResult train_readout(const FeatureSets& sets, const ClassifySpec& classify,
                            const RunContext& context, ReadoutProgress& progress) {
  const auto& [train, validation, test] = sets;
  ReadoutResult result;
  Readout& readout = result.readout.emplace();
  if (classify.classifier == ClassifierKind::ridge) {
    RidgeFit fit = fit_ridge(train, validation, classify.ridge);
    result.setting = fmt::format("lambda {}", fit.model.lambda);
    readout.model = std::move(fit.model);
  } else {
    int told = 0;
    const SoftmaxHooks hooks{.progress =
                                 [&](const SoftmaxEpoch& epoch) {
                                   progress.tell(epoch.epoch - told, epoch.validation_accuracy);
                                   told = epoch.epoch;
                                 },
                             .cancelled = context.stopped};
    SoftmaxFit fit = fit_softmax(train, validation, classify.softmax, 1, hooks);
    result.setting = fmt::format("epoch {}", fit.best_epoch);
    readout.model = std::move(fit.model);
  }
  if (context.must_stop()) throw Interrupted();  // a readout that was cut short says nothing
  const auto classes_of = [&](const FeaturesView& features) {
    return std::visit([&](const auto& model) { return model.predict(features); }, readout.model);
  };
  result.predictions = classes_of(test);
  result.test = accuracy(test.labels, result.predictions);
  result.validation = accuracy(validation.labels, classes_of(validation));
  return result;
}

ReadoutResult read_out(const FeatureSets& sets, const ClassifySpec& classify,
                       const RunContext& context, ReadoutProgress& progress) {
  if (!classify.standardise) return train_readout(sets, classify, context, progress);
  Standardiser standardised(sets.train);
  const LabelledFeatures train = standardised(sets.train);
  const LabelledFeatures validation = standardised(sets.validation);
  const LabelledFeatures test = standardised(sets.test);
  ReadoutResult result = train_readout({train, validation, test}, classify, context, progress);
  result.readout->standardiser = std::move(standardised);
  return result;
}

/// Whether a readout on so many features can be trained.
bool can_read_out(std::size_t features, const ClassifySpec& classify) {
  return classify.classifier != ClassifierKind::ridge || features <= most_ridge_features;
}

/// Puts what the readouts of the folds say in the place of one readout's.
ReadoutResult united(std::span<const ReadoutResult> of_folds,
                     std::span<const std::uint32_t> fold_of) {
  ReadoutResult all{.predictions = std::vector<std::uint32_t>(fold_of.size()),
                    .test = {},
                    .validation = {},
                    .setting = fmt::format("{} folds", of_folds.size())};
  std::vector<std::size_t> next(of_folds.size());
  for (std::size_t i = 0; i < fold_of.size(); ++i) {
    all.predictions[i] = of_folds[fold_of[i]].predictions[next[fold_of[i]]++];
  }
  for (const ReadoutResult& fold : of_folds) {
    all.test.successes += fold.test.successes;
    all.test.trials += fold.test.trials;
    all.validation.successes += fold.validation.successes;
    all.validation.trials += fold.validation.trials;
    all.fold_accuracies.push_back(fold.test.value());
  }
  return all;
}

}  // namespace

Readouts train_readouts(const ReadoutFeatures& features, const ClassifySpec& classify,
                        std::span<const std::uint32_t> fold_of, const RunContext& context) {
  std::vector<const std::vector<LabelledFeatures>*> sets{&features.liquid, &features.feed_forward};
  for (const auto* control : {&features.input, &features.values}) {
    const std::size_t columns = control->back().columns;
    if (columns > 0 && can_read_out(columns, classify)) sets.push_back(control);
  }
  const std::size_t times = std::max(classify.folds, 1u);
  std::vector<ReadoutResult> results(sets.size() * times);
  ReadoutProgress progress(context, static_cast<int>(results.size()), classify.softmax.epochs);
  for_each_piece(context.threads, results.size(), [&](std::size_t i, int) {
    const std::vector<LabelledFeatures>& parts = *sets[i / times];
    if (classify.folds == 0) {
      results[i] = read_out({parts[0], parts[1], parts[2]}, classify, context, progress);
    } else {
      const auto fold = static_cast<std::uint32_t>(i % times);
      const FoldFeatures own(parts[0], fold_of, classify.folds, fold);
      results[i] = read_out({own.train, own.validation, own.test}, classify, context, progress);
      results[i].readout.reset();  // of one fold only
    }
  });
  const auto of = [&](std::size_t set) {
    return classify.folds == 0 ? std::move(results[set])
                               : united(std::span(results).subspan(set * times, times), fold_of);
  };
  Readouts readouts{of(0), of(1), {}, {}};
  for (std::size_t set = 2; set < sets.size(); ++set) {
    (sets[set] == &features.input ? readouts.input : readouts.values) = of(set);
  }
  return readouts;
}

}  // namespace meniscus
