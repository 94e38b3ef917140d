#include "sim/experiment/feature_stream.hpp"

#include <span>
#include <string>

namespace meniscus {

FeatureStream::FeatureStream(ResultFile& result, const Network& network,
                             const ClassifySpec& classify, const std::vector<Split>& splits)
    : result_(result), are_counts_(classify.features.kind == FeatureKind::counts) {
  const std::uint64_t columns =
      std::uint64_t{network.populations[classify.liquid].size} * classify.features.times.count();
  for (const Split& split : splits) {
    FeatureSeries about{.part = std::string(split.name),
                        .type = are_counts_ ? Hdf5Type::u16 : Hdf5Type::f32,
                        .columns = columns,
                        .labels = {}};
    for (std::size_t i = 0; i < split.count; ++i) {
      about.labels.push_back(split.source->label(split.first + i));
    }
    series_.push_back(result.add(about));
  }
}

void FeatureStream::add(std::size_t split, const LabelledFeatures& features, std::size_t first,
                        std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    const auto row = std::span(features.values).subspan(i * features.columns, features.columns);
    const auto index = static_cast<std::int64_t>(i);
    if (are_counts_) {
      result_.append(series_[split], index, std::vector<std::uint16_t>(row.begin(), row.end()));
    } else {
      result_.append(series_[split], index, row);
    }
  }
  result_.settle();
}

}  // namespace meniscus
