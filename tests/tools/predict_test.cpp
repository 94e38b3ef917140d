#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/io/hdf5.hpp"
#include "tests/experiment/bands.hpp"
#include "tests/io/event_bytes.hpp"
#include "tests/support/replaced.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/result_copy.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

class Predict : public testing::Test {
 protected:
  Outcome meniscus(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return Program(arguments, folder_.path()).wait();
  }

  /// Trains on a model file; its result is model.h5.
  void train(const std::string& yaml) const {
    write_file(folder_ / "model.yaml", yaml);
    const Outcome outcome = meniscus({"run", "model.yaml", "--quiet", "--overwrite"});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
  }

  std::string data() const { return bands_.folder().path().string(); }

  Outcome predict(std::vector<std::string> more) const {
    more.insert(more.begin(), {"predict", "model.h5", "--quiet", "--overwrite", "--data"});
    return meniscus(more);
  }

  Hdf5File result(const std::string& name) const {
    return Hdf5File(folder_ / name, Hdf5File::Mode::read);
  }
  std::vector<std::uint32_t> numbers(const std::string& name, const std::string& path) const {
    return result(name).read<std::uint32_t>(path);
  }
  std::vector<std::uint32_t> trained() const { return numbers("model.h5", "/predictions/test"); }
  std::vector<std::uint32_t> predicted() const {
    return numbers("model.predictions.h5", "/predictions/liquid");
  }

  /// Expects a refusal that tells `message` and writes nothing.
  void expect_refusal(const Outcome& outcome, const std::string& message) const {
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "model.predictions.h5"));
  }

  TemporaryFolder folder_;
  Bands bands_;
};

/// What stands in place of a model's classifier.
class PredictWith : public Predict, public testing::WithParamInterface<const char*> {};

TEST_P(PredictWith, GivesTheTestSetTheClassesOfTheRunItself) {
  // Weaker input than the bands' own, so that some samples are taken for others.
  train(replaced(bands_.model(GetParam()), "weight: 4 mV", "weight: 1.2 mV"));
  const Outcome outcome = predict({data(), "--threads", "2"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(predicted(), trained());
  const Hdf5File answer = result("model.predictions.h5"), run = result("model.h5");
  EXPECT_EQ(answer.read<double>("/metrics/accuracy_liquid"),
            run.read<double>("/metrics/accuracy_liquid"));
  EXPECT_EQ(answer.read<double>("/metrics/accuracy_liquid_interval"),
            run.read<double>("/metrics/accuracy_liquid_interval"));
  EXPECT_EQ(answer.read<std::uint64_t>("/metrics/confusion"),
            run.read<std::uint64_t>("/metrics/confusion"));
  EXPECT_EQ(answer.read<std::uint32_t>("/labels/liquid"), run.read<std::uint32_t>("/labels/test"));
  const auto scores = answer.read<double>("/scores/liquid");
  ASSERT_EQ(answer.shape("/scores/liquid"), (std::vector<std::uint64_t>{45, 3}));
  for (std::size_t i = 0; i < 45; ++i) {
    const auto row = scores.begin() + static_cast<std::ptrdiff_t>(3 * i);
    EXPECT_EQ(std::max_element(row, row + 3) - row, predicted()[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(
    EveryClassifier, PredictWith,
    testing::Values("classifier: ridge", "classifier: ridge, standardise: true",
                    "classifier: softmax, epochs: 20",
                    "classifier: softmax, epochs: 20, standardise: true",
                    "classifier: softmax, epochs: 20, scale: batch_max, batch: 20"));

TEST_F(Predict, TheStoredRidgeRegressionIsALinearFunctionOfTheStoredFeatures) {
  train(bands_.model("classifier: ridge, standardise: true"));
  const Hdf5File run = result("model.h5");
  EXPECT_EQ(run.read_text_attribute("/readout/liquid", "kind"), "ridge");
  EXPECT_EQ(run.read_text_attribute("/readout", "features"),
            "counts of liquid: 1 times 40 neurons");
  const auto features = run.read<std::uint16_t>("/features/test");
  const auto weights = run.read<double>("/readout/liquid/weights");
  const auto bias = run.read<double>("/readout/liquid/bias");
  ASSERT_EQ(run.shape("/readout/liquid/weights"), (std::vector<std::uint64_t>{40, 3}));
  for (std::size_t i = 0; i < 45; ++i) {
    std::vector<double> scores = bias;
    for (std::size_t f = 0; f < 40; ++f) {
      for (std::size_t k = 0; k < 3; ++k) scores[k] += features[40 * i + f] * weights[3 * f + k];
    }
    EXPECT_EQ(std::ranges::max_element(scores) - scores.begin(), trained()[i]);
  }
}

TEST_F(Predict, TheStoredSoftmaxSeesStandardisedFeaturesOverTheirNormAndThePeak) {
  train(bands_.model("classifier: softmax, epochs: 20, standardise: true"));
  const Hdf5File run = result("model.h5");
  const auto features = run.read<std::uint16_t>("/features/test");
  const auto weights = run.read<float>("/readout/liquid/weights");
  const auto bias = run.read<float>("/readout/liquid/bias");
  const auto mean = run.read<double>("/readout/liquid/mean");
  const auto inverse_sd = run.read<double>("/readout/liquid/inverse_sd");
  EXPECT_EQ(run.read_text("/readout/liquid/scale"), "training_max");
  const double peak = run.read<float>("/readout/liquid/peak").front();
  for (std::size_t i = 0; i < 45; ++i) {
    std::vector<double> x(40);
    double norm = 0.0;
    for (std::size_t f = 0; f < 40; ++f) {
      x[f] = (features[40 * i + f] - mean[f]) * inverse_sd[f];
      norm += std::abs(x[f]);
    }
    std::vector<double> scores(bias.begin(), bias.end());
    for (std::size_t f = 0; f < 40; ++f) {
      for (std::size_t k = 0; k < 3; ++k) scores[k] += x[f] / norm / peak * weights[3 * f + k];
    }
    EXPECT_EQ(std::ranges::max_element(scores) - scores.begin(), trained()[i]);
  }
}

TEST_F(Predict, TakesAFileOfImagesWithAndWithoutLabels) {
  train(bands_.model());
  const auto fresh = folder_ / "fresh-images-idx3-ubyte";
  std::filesystem::copy_file(bands_.folder() / "t10k-images-idx3-ubyte", fresh);
  expect_refusal(predict({fresh.string()}), "expected its labels in");
  ASSERT_EQ(predict({fresh.string(), "--unlabelled"}).status, 0);
  EXPECT_EQ(predicted(), trained());
  const Hdf5File answer = result("model.predictions.h5");
  EXPECT_FALSE(answer.contains("/metrics/accuracy_liquid"));
  EXPECT_FALSE(answer.contains("/labels"));
  double named = 0.0;
  for (const char* path : {"/metrics/named_0", "/metrics/named_1", "/metrics/named_2"}) {
    named += answer.read<double>(path).front();
  }
  EXPECT_EQ(named, 45.0);
  std::filesystem::copy_file(bands_.folder() / "t10k-labels-idx1-ubyte",
                             folder_ / "fresh-labels-idx1-ubyte");
  ASSERT_EQ(predict({fresh.string()}).status, 0);
  EXPECT_EQ(result("model.predictions.h5").read<double>("/metrics/accuracy_liquid"),
            result("model.h5").read<double>("/metrics/accuracy_liquid"));
}

TEST_F(Predict, NeedsNoTrainingDataAndTakesTheFirstSamplesIfAsked) {
  train(bands_.model());
  std::filesystem::remove(bands_.folder() / "train-images-idx3-ubyte");
  std::filesystem::remove(folder_ / "model.yaml");
  ASSERT_EQ(predict({data(), "--count", "7"}).status, 0);
  const auto all = trained();
  EXPECT_EQ(predicted(), std::vector<std::uint32_t>(all.begin(), all.begin() + 7));
}

TEST_F(Predict, TakesTheTrainingPartIfAsked) {
  train(bands_.model());
  ASSERT_EQ(predict({data(), "--part", "train"}).status, 0);
  EXPECT_EQ(predicted().size(), 120u);
}

TEST_F(Predict, ReadsCsvFilesWithAndWithoutAColumnOfClasses) {
  const auto lines = [](std::uint32_t count, bool labelled) {
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (labelled) text += std::to_string(i % 3) + ",";
      for (std::uint32_t k = 0; k < 12; ++k) {
        text += std::to_string(k / 4 == i % 3 ? 200 + i % 50 : i % 20) + (k < 11 ? "," : "\n");
      }
    }
    return text;
  };
  write_file(folder_ / "train.csv", lines(60, true));
  write_file(folder_ / "test.csv", lines(18, true));
  write_file(folder_ / "bare.csv", lines(18, false));
  std::string yaml = bands_.model();
  const std::size_t begin = yaml.find("data:"), end = yaml.find('\n', begin);
  yaml.replace(begin, end - begin,
               "data: {set: csv_images, path: train.csv, test_path: test.csv, train: 40, "
               "validation: 20, test: 18}");
  train(yaml);
  ASSERT_EQ(predict({"test.csv"}).status, 0);
  EXPECT_EQ(predicted(), trained());
  ASSERT_EQ(predict({"bare.csv", "--unlabelled"}).status, 0);
  EXPECT_EQ(predicted(), trained());
}

/// A recording in N-MNIST's format of 20 events on a pixel.
std::string events(unsigned x, unsigned y) {
  std::string bytes;
  for (std::uint32_t i = 0; i < 20; ++i) bytes += nmnist_event(x, y, false, 1000 * i);
  return bytes;
}

TEST_F(Predict, NumbersClassesOfFoldersAsInTraining) {
  for (const char* part : {"Train", "Test"}) {
    for (unsigned k = 0; k < 3; ++k) {
      const auto folder = folder_ / "set" / part / std::string(1, static_cast<char>('a' + k));
      std::filesystem::create_directories(folder);
      for (unsigned i = 0; i < 8; ++i) {
        write_file(folder / (std::to_string(i) + ".bin"), events(10 * k + i % 4, 5));
      }
    }
  }
  std::string yaml = bands_.model();
  const std::size_t begin = yaml.find("data:"), end = yaml.find("populations:");
  yaml.replace(begin, end - begin,
               "data: {set: nmnist, path: set, train: 15, validation: 9, test: 24}\n"
               "input: {duration: 40 ms}\n");
  train(yaml);
  ASSERT_EQ(predict({"set"}).status, 0);
  EXPECT_EQ(predicted(), trained());
  std::filesystem::create_directories(folder_ / "fresh/c");
  write_file(folder_ / "fresh/c/1.bin", events(21, 5));
  ASSERT_EQ(predict({"fresh"}).status, 0);
  const Hdf5File answer = result("model.predictions.h5");
  EXPECT_EQ(answer.read<std::uint32_t>("/labels/liquid"), std::vector<std::uint32_t>{2});
  EXPECT_EQ(answer.read_texts("/class_names"), (std::vector<std::string>{"a", "b", "c"}));
  ASSERT_EQ(predict({"fresh/c", "--unlabelled"}).status, 0);
  EXPECT_EQ(result("model.predictions.h5").read_texts("/sample_files").front(),
            (folder_ / "fresh/c/1.bin").string());
  std::filesystem::remove(folder_ / "model.predictions.h5");
  std::filesystem::create_directories(folder_ / "fresh/d");
  write_file(folder_ / "fresh/d/1.bin", events(21, 5));
  expect_refusal(predict({"fresh"}), "fresh/d: expected a class of a, b, c, got d");
}

TEST_F(Predict, StartsFromTheWeightsThatTheResultHasStored) {
  train(replaced(bands_.model(), "{rule: fixed_indegree, indegree: 10}, weight: 4 mV",
                 "{rule: all_to_all}, weight: 0.5 mV"));
  copy_result(
      folder_ / "model.h5", folder_ / "learned.h5", 2, [](const std::string&) { return true; },
      [](Hdf5File& file) {
        std::vector<std::uint64_t> begin;
        std::vector<std::uint32_t> target;
        for (std::uint64_t i = 0; i <= 64; ++i) begin.push_back(40 * i);
        for (std::uint32_t k = 0; k < 64 * 40; ++k) target.push_back(k % 40);
        file.write_vector("/weights/input_to_liquid/row_begin", begin);
        file.write_vector("/weights/input_to_liquid/target", target);
        file.write_vector("/weights/input_to_liquid/weight", std::vector<float>(64 * 40, 0.0f));
        file.write_attribute("/weights/input_to_liquid/weight", "units", std::string("mV"));
      });
  ASSERT_EQ(predict({data()}).status, 0);
  EXPECT_GT(result("model.predictions.h5").read<double>("/metrics/rate_liquid").front(), 1.0);
  const Outcome outcome = meniscus({"predict", "learned.h5", "--data", data(), "--quiet"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(result("learned.predictions.h5").read<double>("/metrics/rate_liquid").front(), 0.0);
}

TEST_F(Predict, RefusesSamplesThatTheReadoutCannotTell) {
  train(bands_.model());
  expect_refusal(predict({"nowhere"}), "nowhere: no such file or folder");
  expect_refusal(predict({data(), "--count", "46"}), "expected 46 samples, found 45");
  std::string labels = big_endian(0x801) + big_endian(1) + '\x03';
  write_file(folder_ / "x-labels-idx1-ubyte", labels);
  write_file(folder_ / "x-images-idx3-ubyte", big_endian(0x803) + big_endian(1) + big_endian(8) +
                                                  big_endian(8) + std::string(64, 'x'));
  expect_refusal(predict({"x-images-idx3-ubyte"}),
                 "sample 0 is of class 3, but the readout tells only classes 0 to 2 apart");
  write_file(folder_ / "x-images-idx3-ubyte", big_endian(0x803) + big_endian(1) + big_endian(4) +
                                                  big_endian(8) + std::string(32, 'x'));
  expect_refusal(predict({"x-images-idx3-ubyte", "--unlabelled"}),
                 "samples of 32 input lines, but the readout was trained on samples of 64");
}

TEST_F(Predict, RefusesResultsWithoutAReadout) {
  train(replaced(bands_.model(), "train: 90, validation: 30, test: 45", "folds: 3"));
  expect_refusal(predict({data()}), "model.h5: of cross-validation");
  train("duration: 1 ms\npopulations: {exc: {model: lif, size: 2}}\n");
  expect_refusal(predict({data()}), "model.h5: holds no readout: expected /readout/liquid");
}

TEST_F(Predict, RefusesOtherLayoutsAndWhatIsNoResult) {
  train(bands_.model());
  copy_result(folder_ / "model.h5", folder_ / "old.h5", 1,
              [](const std::string& path) { return !path.starts_with("/readout"); });
  const auto refusal = [&](const std::string& name) {
    const Outcome outcome = meniscus({"predict", name, "--data", data()});
    EXPECT_EQ(outcome.status, 2);
    return outcome.errors;
  };
  EXPECT_THAT(refusal("old.h5"), HasSubstr("from layout 2 on"));
  write_layout(folder_ / "new.h5", 3);
  EXPECT_THAT(refusal("new.h5"), HasSubstr("made by a newer Meniscus: layout 3, this one reads 1 "
                                           "to 2 (read it with the version"));
  write_layout(folder_ / "zero.h5", 0);
  EXPECT_THAT(refusal("zero.h5"), HasSubstr("expected layout 1 to 2, got 0"));
  { Hdf5File(folder_ / "foreign.h5", Hdf5File::Mode::create).close(); }
  EXPECT_THAT(refusal("foreign.h5"), HasSubstr("no result of Meniscus"));
  write_file(folder_ / "text.h5", "no HDF5");
  EXPECT_THAT(refusal("text.h5"), HasSubstr("text.h5: "));
  EXPECT_THAT(refusal("none.h5"), HasSubstr("none.h5: no such file"));
}

}  // namespace
}  // namespace meniscus
