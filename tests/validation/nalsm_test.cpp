// The static liquid of Ivanov & Michmizos (2021), arXiv:2111.01760, on MNIST with every weight 0.8,
// against what an independent clocked program, in the exact order of the authors' code, counted on
// the whole set with one network.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "models/catalogue.hpp"
#include "sim/config/model_source.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/encoded_samples.hpp"
#include "sim/experiment/lanes.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/io/datasets.hpp"

namespace meniscus {
namespace {

std::filesystem::path mnist_folder() {
  const char* data = std::getenv("MENISCUS_DATA");
  return data == nullptr ? "" : std::filesystem::path(data) / "mnist";
}

/// `count` images, evenly spread over the first `from`.
ImageSet spread(const ImageSet& images, std::size_t from, std::size_t count) {
  ImageSet chosen{.count = static_cast<std::uint32_t>(count),
                  .rows = images.rows,
                  .columns = images.columns,
                  .pixels = {},
                  .labels = {}};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from_image = i * from / count;
    const auto image = images.image(from_image);
    chosen.pixels.insert(chosen.pixels.end(), image.begin(), image.end());
    chosen.labels.push_back(images.labels[from_image]);
  }
  return chosen;
}

Specification mnist(std::uint64_t seed) {
  const std::vector<std::string> overrides{"data.path=" + mnist_folder().string(),
                                           "seed=" + std::to_string(seed)};
  const Node root = load_model(MENISCUS_SOURCE_DIR "/configs/mnist.yaml", overrides).root;
  Catalogue catalogue;
  add_models(catalogue);
  return read_specification(root, catalogue);
}

double split_maximum(const ImageSet& images) {
  return nalsm_split_maximum(images.pixels, images.pixels_per_image());
}

enum class Part { train, test };

/// Means per sample.
struct Activity {
  double input_spikes = 0.0;
  double liquid_spikes = 0.0;
  double deliveries = 0.0;
};

/// Over images spread over a part, encoded as members of their whole split, and over several
/// networks: from one to the next the liquid's spikes differ by 5 % (standard deviation).
Activity mean_activity(Part part) {
  constexpr std::uint64_t networks = 4;
  constexpr std::size_t samples = 100;
  Activity mean;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) {
    Specification specification = mnist(seed);
    const ClassifySpec& classify = *specification.classify;
    const DataSet set = load_data_set("mnist", mnist_folder());
    const ImageSet& split = part == Part::train ? set.train : set.test;
    const ImageSet images = spread(split, part == Part::train ? 50000 : 10000, samples);
    draw_projections(specification);
    const Network network = assemble(specification);
    const EncodedValues source(
        std::make_shared<ImageValues>(images),
        std::make_unique<NalsmRateEncoder>(split_maximum(split), classify.duration,
                                           network.resolution, seed),
        classify.duration);
    const LiquidResponse response =
        respond(network, classify, seed, {.source = &source, .count = samples}, {.stage = ""}, {});
    const auto add = [](double& to, std::uint64_t sum) {
      to += static_cast<double>(sum) / static_cast<double>(samples * networks);
    };
    add(mean.input_spikes, response.input_spikes);
    add(mean.liquid_spikes, response.liquid_spikes);
    add(mean.deliveries, response.deliveries);
  }
  return mean;
}

class NalsmLiquid : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(mnist_folder())) {
      GTEST_SKIP() << "set MENISCUS_DATA to a folder with mnist";
    }
  }
};

TEST_F(NalsmLiquid, IsHitAsOftenAsEachSplitsMaximumSays) {
  const DataSet set = load_data_set("mnist", mnist_folder());
  EXPECT_NEAR(1.0 / split_maximum(set.train), 19.94, 0.01);
  EXPECT_NEAR(1.0 / split_maximum(set.test), 22.04, 0.01);
}

TEST_F(NalsmLiquid, RespondsToTrainingImagesLikeTheReference) {
  const Activity activity = mean_activity(Part::train);
  EXPECT_NEAR(activity.input_spikes, 4492.0, 0.05 * 4492.0);
  EXPECT_NEAR(activity.liquid_spikes, 4052.0, 0.05 * 4052.0);
  EXPECT_NEAR(activity.deliveries, 0.747e6, 0.05 * 0.747e6);
}

TEST_F(NalsmLiquid, RespondsToTestImagesLikeTheReference) {
  const Activity activity = mean_activity(Part::test);
  EXPECT_NEAR(activity.input_spikes, 4884.0, 0.05 * 4884.0);
  EXPECT_NEAR(activity.liquid_spikes, 4455.0, 0.05 * 4455.0);
}

}  // namespace
}  // namespace meniscus
