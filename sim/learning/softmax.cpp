#include "sim/learning/softmax.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <span>
#include <utility>

#include "sim/core/distributions.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"
#include "sim/learning/metrics.hpp"

namespace meniscus {
namespace {

/// The samples of a batch whose gradient is summed on one thread; part of "same build, same bits".
constexpr std::size_t samples_per_piece = 64;

/// 0 … count - 1 in the order of an epoch.
std::vector<std::size_t> sample_order(std::size_t count, const SoftmaxOptions& options, int epoch) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options.order == SampleOrder::fixed) return order;
  RandomStream stream({options.seed, RandomDomain::readout}, static_cast<std::uint32_t>(epoch));
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[uniform_index(stream, i)]);
  return order;
}

/// Trains the parameters, one epoch at a time.
class Trainer {
 public:
  /// `samples` are L1-normalised, and divided by the training maximum if that is the scale.
  Trainer(const SoftmaxObjective& objective, std::vector<ScaledSample> samples,
          const SoftmaxOptions& options, int threads)
      : objective_(objective),
        samples_(std::move(samples)),
        options_(options),
        workers_(threads),
        parameters_(MatrixF::Zero(objective.rows(), objective.columns())),
        optimiser_(options.optimiser, options.learning_rate, parameters_.size()) {}

  const MatrixF& parameters() const { return parameters_; }

  /// The mean loss of the epoch's samples, each before the step of its batch.
  double run_epoch(int epoch, const std::function<bool()>& cancelled) {
    const std::vector<std::size_t> order = sample_order(samples_.size(), options_, epoch);
    const auto size = static_cast<std::size_t>(options_.batch);
    double loss = 0.0;
    for (std::size_t first = 0; first < order.size(); first += size) {
      if (cancelled && cancelled()) throw Interrupted();
      batch_.clear();
      const std::size_t end = std::min(first + size, order.size());
      for (std::size_t i = first; i < end; ++i) batch_.push_back(samples_[order[i]]);
      if (options_.scale == SoftmaxScale::batch_max) divide_by(batch_, largest_peak(batch_));
      loss += compute_gradient();
      optimiser_.begin_step();
      const auto all = static_cast<std::size_t>(parameters_.size());
      optimiser_.update({parameters_.data(), all}, {gradients_[0].data(), all}, 0);
    }
    return loss / static_cast<double>(order.size());
  }

 private:
  /// Leaves the batch's gradient in gradients_[0] and returns the sum of its losses.
  double compute_gradient() {
    const std::vector<Chunk> chunks = fixed_chunks(batch_.size(), samples_per_piece);
    gradients_.resize(chunks.size());
    losses_.resize(chunks.size());
    workers_.for_each_piece(chunks.size(), [&](std::size_t piece, int) {
      const auto [first, last] = chunks[piece];
      gradients_[piece].setZero(objective_.rows(), objective_.columns());
      losses_[piece] = objective_.add_gradient(
          parameters_, std::span(batch_.begin() + first, batch_.begin() + last), batch_.size(),
          gradients_[piece]);
    });
    for (std::size_t piece = 1; piece < chunks.size(); ++piece) gradients_[0] += gradients_[piece];
    objective_.add_penalty_gradient(parameters_, gradients_[0]);
    return std::accumulate(losses_.begin(), losses_.end(), 0.0);
  }

  const SoftmaxObjective& objective_;
  std::vector<ScaledSample> samples_;
  const SoftmaxOptions& options_;
  Workers workers_;
  MatrixF parameters_;
  Optimiser optimiser_;
  std::vector<ScaledSample> batch_;
  std::vector<MatrixF> gradients_;  ///< of the batch's pieces
  std::vector<double> losses_;      ///< of the batch's pieces
};

/// The scores of L1-normalised samples, scaled in consecutive batches; a row of
/// objective.columns() each.
MatrixF scores_in_batches(const SoftmaxObjective& objective, const MatrixF& parameters,
                          std::span<const ScaledSample> samples, const SoftmaxModel& scaling,
                          int threads) {
  MatrixF scores(static_cast<Eigen::Index>(samples.size()), objective.columns());
  const std::vector<Chunk> chunks = fixed_chunks(samples.size(), scaling.batch);
  for_each_piece(threads, chunks.size(), [&](std::size_t piece, int) {
    const auto [first, last] = chunks[piece];
    std::vector<ScaledSample> batch(samples.begin() + first, samples.begin() + last);
    const bool own_peak = scaling.scale == SoftmaxScale::batch_max;
    divide_by(batch, own_peak ? largest_peak(batch) : scaling.peak);
    objective.scores(parameters, batch, scores.row(static_cast<Eigen::Index>(first)).data());
  });
  return scores;
}

std::vector<std::uint32_t> best_classes(const SoftmaxObjective& objective, const MatrixF& scores) {
  std::vector<std::uint32_t> classes;
  for (Eigen::Index n = 0; n < scores.rows(); ++n) {
    classes.push_back(objective.best_class(scores.row(n).data()));
  }
  return classes;
}

SoftmaxObjective objective_of(const SoftmaxModel& model) {
  return {static_cast<std::size_t>(model.weights.rows()),
          static_cast<std::uint32_t>(model.bias.size()), SoftmaxTargets::one_hot, 0.0};
}

/// Those of a trained model, a row of objective.columns() per sample.
MatrixF padded_scores(const SoftmaxObjective& objective, const SoftmaxModel& model,
                      const FeaturesView& features, int threads) {
  assert(static_cast<Eigen::Index>(features.columns) == model.weights.rows());
  MatrixF parameters = MatrixF::Zero(objective.rows(), objective.columns());
  parameters.topLeftCorner(model.weights.rows(), model.weights.cols()) = model.weights;
  parameters.row(model.weights.rows()).head(model.bias.size()) = model.bias.transpose();
  return scores_in_batches(objective, parameters, l1_normalised(features), model, threads);
}

}  // namespace

MatrixF SoftmaxModel::scores(const FeaturesView& features, int threads) const {
  return padded_scores(objective_of(*this), *this, features, threads).leftCols(bias.size());
}

std::vector<std::uint32_t> SoftmaxModel::predict(const FeaturesView& features, int threads) const {
  const SoftmaxObjective objective = objective_of(*this);
  return best_classes(objective, padded_scores(objective, *this, features, threads));
}

SoftmaxFit fit_softmax(const FeaturesView& train, const FeaturesView& validation,
                       const SoftmaxOptions& options, int threads, const SoftmaxHooks& hooks) {
  assert(train.is_consistent() && validation.is_consistent());
  assert(train.columns == validation.columns && train.classes == validation.classes);
  assert(options.batch >= 1 && options.epochs >= 1 && options.evaluate_every >= 1);
  if (train.size() == 0) throw ConfigError("the softmax readout has no training samples");
  if (validation.size() == 0) throw ConfigError("the softmax readout has no validation samples");

  SoftmaxFit fit;
  fit.model.scale = options.scale;
  fit.model.batch = options.batch;
  std::vector<ScaledSample> samples = l1_normalised(train);
  fit.model.peak = largest_peak(samples);
  if (options.scale == SoftmaxScale::training_max) divide_by(samples, fit.model.peak);
  const std::vector<ScaledSample> held_out = l1_normalised(validation);
  const SoftmaxObjective objective(train.columns, train.classes, options.targets, options.l2);
  Trainer trainer(objective, std::move(samples), options, threads);

  double best = -1.0;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    const double loss = trainer.run_epoch(epoch, hooks.cancelled);
    if (epoch % options.evaluate_every != 0 && epoch != options.epochs) continue;
    const auto predictions = best_classes(
        objective,
        scores_in_batches(objective, trainer.parameters(), held_out, fit.model, threads));
    const double score = accuracy(validation.labels, predictions).value();
    fit.curve.push_back({epoch, loss, score});
    if (hooks.progress) hooks.progress(fit.curve.back());
    if (score > best) {
      best = score;
      fit.best_epoch = epoch;
      fit.model.weights = trainer.parameters().topLeftCorner(train.columns, train.classes);
      fit.model.bias = trainer.parameters().row(train.columns).head(train.classes).transpose();
    }
    if (options.patience > 0 && epoch - fit.best_epoch >= options.patience) break;
  }
  return fit;
}

}  // namespace meniscus
