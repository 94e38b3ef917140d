#include "sim/learning/readout.hpp"

namespace meniscus {

std::size_t Readout::columns() const {
  return std::visit([](const auto& m) { return static_cast<std::size_t>(m.weights.rows()); },
                    model);
}

std::uint32_t Readout::classes() const {
  return std::visit([](const auto& m) { return static_cast<std::uint32_t>(m.bias.size()); }, model);
}

ReadoutAnswer Readout::answer(const FeaturesView& features, int threads) const {
  LabelledFeatures standardised;
  if (standardiser) standardised = (*standardiser)(features);
  const FeaturesView seen = standardiser ? FeaturesView(standardised) : features;
  return std::visit(
      [&](const auto& m) {
        const auto scores = m.scores(seen, threads);
        return ReadoutAnswer{.scores = {scores.data(), scores.data() + scores.size()},
                             .classes = m.predict(seen, threads)};
      },
      model);
}

}  // namespace meniscus
