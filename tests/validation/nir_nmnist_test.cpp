// The convolutional network for N-MNIST of Pedersen et al. (2024), doi:10.1038/s41467-024-52259-9,
// figure 3, as Sinabs exported it, on 100 recordings of the test set.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <sstream>

#include "models/catalogue.hpp"
#include "sim/config/model_source.hpp"
#include "sim/engine/recorders.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/io/events.hpp"
#include "sim/io/nir_graph.hpp"
#include "sim/io/nir_model.hpp"
#include "sim/io/nir_network.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

constexpr std::int64_t steps = 310;  ///< of 1 ms
constexpr std::int64_t layers = 5;   ///< by which the last layer is late
constexpr int side = 34;             ///< of the sensor [pixels]

using Counts = std::array<int, 10>;

/// What `meniscus convert --nir-reset subtract --nir-dt '1 ms'` makes of the graph.
Network imported(const std::filesystem::path& graph) {
  const NirOptions options{.dt = 1.0, .subtract = true};
  const NirNetwork network = nir_network(read_nir(graph), options);
  const TemporaryFolder folder;
  write_nir_edges(network, folder / "net.edges.h5");
  write_file(folder / "net.yaml",
             nir_model_text(
                 network, options,
                 {.name = "net", .source = graph.filename().string(), .weights = "net.edges.h5"}));
  const Node root = load_model(folder / "net.yaml", {}).root;
  Catalogue catalogue;
  add_models(catalogue);
  Specification specification = read_specification(root, catalogue);
  draw_projections(specification);
  return assemble(specification);
}

PopulationId population(const Network& network, std::string_view name) {
  const auto found = std::ranges::find(network.populations, name, &Population::name);
  return static_cast<PopulationId>(found - network.populations.begin());
}

/// A frame of event counts, [polarity][y][x], for each millisecond since the first event.
SpikeTable frames(const std::filesystem::path& recording) {
  const std::vector<Event> events = read_events(recording, {.size = {side, side}}).events;
  std::vector<Spike> spikes;
  for (const Event& e : events) {
    const std::int64_t step = (e.t - events.front().t) / 1000;
    const int line = ((e.on ? 1 : 0) * side + e.y) * side + e.x;
    if (step < steps) spikes.push_back({Time{step}, static_cast<std::uint32_t>(line)});
  }
  return SpikeTable(std::move(spikes));
}

/// Runs recordings one after the other and counts the spikes of the last layer.
class Classifier {
 public:
  explicit Classifier(const Network& network)
      : simulation_(network, {.threads = 2}),
        input_(population(network, "input")),
        output_(population(network, "if_12")) {
    simulation_.observe(output_);
  }

  Counts counts(const std::filesystem::path& recording) {
    const SpikeTable input = frames(recording);
    output_.clear();
    simulation_.restart(0);
    simulation_.play(input_, input, Time{1});
    simulation_.run(Time{steps + layers});
    Counts counts{};
    for (const Spike& spike : output_.spikes()) ++counts[spike.neuron];
    return counts;
  }

 private:
  Simulation simulation_;
  PopulationId input_;
  SpikeRecorder output_;
};

/// One recording of `expected_counts_nmnist_test100.csv`, another program's results.
struct Reference {
  std::string file;
  int label = 0;
  Counts counts{};
};

std::vector<Reference> references(const std::filesystem::path& file) {
  std::ifstream text(file);
  std::string line;
  std::getline(text, line);  // the names of the columns
  std::vector<Reference> rows;
  while (std::getline(text, line)) {
    std::ranges::replace(line, ',', ' ');
    std::istringstream words(line);
    Reference row;
    words >> row.file >> row.label;
    for (int& count : row.counts) words >> count;
    rows.push_back(row);
  }
  return rows;
}

auto chosen(const Counts& counts) { return std::ranges::max_element(counts) - counts.begin(); }

TEST(NirNmnist, AnImportedConvolutionalNetworkReadsDigits) {
  const auto graphs = shared_data("nir/02_cnn_nmnist"), recordings = shared_data("nmnist");
  if (graphs.empty() || recordings.empty()) {
    GTEST_SKIP() << "set MENISCUS_DATA to a folder with nir/02_cnn_nmnist and nmnist";
  }
  const Network network = imported(graphs / "cnn_sinabs.nir");
  Classifier classifier(network);
  const auto rows = references(graphs / "expected_counts_nmnist_test100.csv");
  ASSERT_EQ(rows.size(), 100u);
  int correct = 0, as_reference = 0, spikes = 0, differences = 0;
  for (const Reference& row : rows) {
    const Counts counts = classifier.counts(recordings / row.file);
    correct += chosen(counts) == row.label;
    as_reference += chosen(counts) == chosen(row.counts);
    for (std::size_t k = 0; k < counts.size(); ++k) {
      spikes += row.counts[k];
      differences += std::abs(counts[k] - row.counts[k]);
    }
  }
  EXPECT_EQ(correct, 97);
  EXPECT_EQ(as_reference, 100);
  // Sums in another order (there in 32-bit floats) shift a spike now and then.
  EXPECT_LT(differences, spikes / 100) << "of " << spikes;
  RecordProperty("differences", differences);
}

}  // namespace
}  // namespace meniscus
