#pragma once

#include <cstdint>
#include <functional>
#include <tuple>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/units.hpp"
#include "sim/learning/features.hpp"
#include "sim/learning/optimiser.hpp"
#include "sim/learning/softmax_objective.hpp"
#include "sim/numeric/matrix.hpp"

namespace meniscus {

/// What a sample is divided by after its L1 norm; batch_max is what the code of Ivanov & Michmizos
/// (2021) does.
enum class SoftmaxScale : std::uint8_t {
  training_max,  ///< the largest entry of the whole training set
  batch_max,     ///< the largest entry of its batch, also in prediction
};

enum class SampleOrder : std::uint8_t {
  fixed,     ///< as given, in every epoch
  shuffled,  ///< anew in every epoch
};

struct SoftmaxOptions {
  OptimiserKind optimiser = OptimiserKind::adam;
  SoftmaxTargets targets = SoftmaxTargets::one_hot;
  SoftmaxScale scale = SoftmaxScale::training_max;
  SampleOrder order = SampleOrder::shuffled;
  double learning_rate = 0.01;  ///< step size of the optimiser
  double l2 = 5e-10;            ///< weight of |W|^2 / 2 in the loss
  int epochs = 200;             ///< passes over the training samples
  int batch = 250;              ///< samples per step
  int evaluate_every = 1;       ///< epochs between looks at the validation samples
  int patience = 0;             ///< stop after as many epochs without a better one; 0: never
  std::uint64_t seed = 1;       ///< of the shuffling

  static constexpr auto fields() {
    using Self = SoftmaxOptions;
    constexpr Range count{.low = 1.0, .text = ">= 1"};
    return std::tuple{
        field("learning_rate", &Self::learning_rate, unit::none, positive,
              "step size of the optimiser"),
        field("l2", &Self::l2, unit::none, non_negative, "weight of |W|^2 / 2 in the loss"),
        field("epochs", &Self::epochs, unit::none, count, "passes over the training samples"),
        field("batch", &Self::batch, unit::none, count, "samples per step"),
        field("evaluate_every", &Self::evaluate_every, unit::none, count,
              "epochs between looks at the validation samples"),
        field("patience", &Self::patience, unit::none, non_negative,
              "stop after as many epochs without a better one; 0: never"),
    };
  }
};

/// A trained readout: scores are W^T x + b with x the scaled features; the largest wins.
struct SoftmaxModel {
  MatrixF weights;  ///< features x classes
  VectorF bias;     ///< one per class
  SoftmaxScale scale = SoftmaxScale::training_max;
  float peak = 0.0f;  ///< training_max: the largest L1-normalised training entry
  int batch = 250;    ///< batch_max: samples scaled together

  /// Samples x classes. With batch_max they depend on the other samples of the batch.
  MatrixF scores(const FeaturesView& features, int threads = 1) const;
  std::vector<std::uint32_t> predict(const FeaturesView& features, int threads = 1) const;
};

/// The state of training after an epoch.
struct SoftmaxEpoch {
  int epoch = 0;  ///< counted from 1
  double train_loss =
      0.0;  ///< mean cross-entropy of the epoch's batches, each before its step [nat]
  double validation_accuracy = 0.0;
};

struct SoftmaxFit {
  SoftmaxModel model;  ///< of the best epoch
  int best_epoch = 0;  ///< first with the largest validation accuracy
  std::vector<SoftmaxEpoch> curve;
};

/// How a caller takes part in training; both may be empty.
struct SoftmaxHooks {
  std::function<void(const SoftmaxEpoch&)> progress;  ///< after every evaluated epoch
  std::function<bool()> cancelled;                    ///< asked before every batch
};

/// Multinomial logistic regression from zero weights by mini-batches (SoftmaxObjective), on
/// features divided by their L1 norm and by a largest entry. The weights of the evaluated epoch
/// with the best accuracy on `validation` are kept. Same bits for any number of threads: a batch's
/// gradient is summed in pieces of 64 samples. Two threads gain little (1.15) at 1000 features and
/// batches of 250, and 1.65 at 8000. Throws ConfigError without samples, Interrupted when
/// cancelled.
SoftmaxFit fit_softmax(const FeaturesView& train, const FeaturesView& validation,
                       const SoftmaxOptions& options, int threads = 1,
                       const SoftmaxHooks& hooks = {});

}  // namespace meniscus
