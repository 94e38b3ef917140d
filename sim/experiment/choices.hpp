#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sim/core/precision.hpp"
#include "sim/experiment/event_samples.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/csv.hpp"
#include "sim/learning/compression.hpp"
#include "sim/learning/filter_bank.hpp"
#include "sim/network/network.hpp"

namespace meniscus {

enum class ExperimentKind : std::uint8_t { simulate, classify };

/// The names by which model files choose among few kinds: reading and the schema (schema.hpp)
/// share these tables.
namespace choices {

template <class Value>
using Named = std::pair<std::string_view, Value>;

inline constexpr Named<ExperimentKind> experiments[] = {{"simulate", ExperimentKind::simulate},
                                                        {"classify", ExperimentKind::classify}};

inline constexpr Named<DriverChoice> drivers[] = {{"auto", DriverChoice::automatic},
                                                  {"clock", DriverChoice::clock},
                                                  {"event", DriverChoice::event}};
inline constexpr Named<Precision> precisions[] = {
    {name_of(Precision::float64), Precision::float64},
    {name_of(Precision::float32), Precision::float32}};

/// The name by which `connect` asks for the edges of a file.
inline constexpr std::string_view file_rule = "from_file";

inline constexpr Named<PolarityUse> polarities[] = {{"separate", PolarityUse::separate},
                                                    {"merged", PolarityUse::merged},
                                                    {"on", PolarityUse::on},
                                                    {"off", PolarityUse::off}};
inline constexpr Named<LabelColumn> label_columns[] = {{"first", LabelColumn::first},
                                                       {"last", LabelColumn::last}};

inline constexpr Named<FilterBankKind> filter_banks[] = {{"gammatone", FilterBankKind::gammatone},
                                                         {"mel", FilterBankKind::mel}};
inline constexpr Named<CompressionKind> compressions[] = {{"log", CompressionKind::log},
                                                          {"cube_root", CompressionKind::cube_root},
                                                          {"none", CompressionKind::none}};

inline constexpr Named<FeatureKind> features[] = {{"counts", FeatureKind::counts},
                                                  {"traces", FeatureKind::traces},
                                                  {"potentials", FeatureKind::potentials}};
inline constexpr Named<ClassifierKind> classifiers[] = {{"softmax", ClassifierKind::softmax},
                                                        {"ridge", ClassifierKind::ridge}};
inline constexpr Named<OptimiserKind> optimisers[] = {{"adam", OptimiserKind::adam},
                                                      {"adadelta", OptimiserKind::adadelta}};
inline constexpr Named<SoftmaxTargets> targets[] = {{"one_hot", SoftmaxTargets::one_hot},
                                                    {"smoothed", SoftmaxTargets::smoothed}};
inline constexpr Named<SoftmaxScale> scales[] = {{"training_max", SoftmaxScale::training_max},
                                                 {"batch_max", SoftmaxScale::batch_max}};
inline constexpr Named<SampleOrder> orders[] = {{"fixed", SampleOrder::fixed},
                                                {"shuffled", SampleOrder::shuffled}};

/// A table's first column.
template <class Value, std::size_t N>
constexpr std::array<std::string_view, N> names(const Named<Value> (&table)[N]) {
  std::array<std::string_view, N> result;
  for (std::size_t i = 0; i < N; ++i) result[i] = table[i].first;
  return result;
}

/// The name of one of a table's values.
template <class Value, std::size_t N>
constexpr std::string_view name(const Named<Value> (&table)[N], Value value) {
  std::size_t i = 0;
  while (i + 1 < N && table[i].second != value) ++i;
  return table[i].first;
}

}  // namespace choices
}  // namespace meniscus
