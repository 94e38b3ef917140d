#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/experiment/new_data.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// The section `plasticity`: named rules. A rule is read where a projection uses it, since its
/// weights are told in the unit of the projection's channel.
class PlasticityRules {
 public:
  /// `section`: null if the file has none.
  PlasticityRules(const Node* section, const Catalogue& catalogue, Diagnostics& diagnostics);

  /// The rule that a projection names; none where that or the rule is wrong.
  std::optional<PlasticityId> use(const Node& name, const Unit& weight,
                                  Specification& specification);

  /// Complains about rules that no projection uses, whose keys nobody has judged.
  void finish();

 private:
  struct Read {
    const Node* rule = nullptr;
    Unit weight;
    std::optional<PlasticityId> id;
  };

  std::optional<PlasticityId> read(const Node& rule, const Unit& weight,
                                   Specification& specification);

  const Node* section_;
  const Catalogue& catalogue_;
  Diagnostics& diagnostics_;
  std::vector<Read> read_;
};

// The sections of a model file, each read by its own function. Complaints go to the diagnostics;
// what could be read is added to the specification.

void read_populations(const Node& node, const Catalogue& catalogue, Specification& specification,
                      Diagnostics& diagnostics);
void read_stimuli(const Node& node, const Catalogue& catalogue, Specification& specification,
                  Diagnostics& diagnostics);
void read_projections(const Node& node, PlasticityRules& rules, Specification& specification,
                      Diagnostics& diagnostics);

/// The section `weights`: projections start from what a result has stored of them, but for those
/// that say so themselves.
void read_start_weights(const Node& node, Specification& specification, Diagnostics& diagnostics);

/// Lets a projection that has been read start from the weights that `file` has stored as those of
/// `name`. Throws ConfigError where they can't be its own.
void start_from(ProjectionSpec& projection, const std::filesystem::path& file,
                const std::string& name, const NetworkBuilder& network);

/// A projection's name, or the one it gets by its populations.
std::string projection_name(const ProjectionSpec& projection, const NetworkBuilder& network);

void read_record(const Node& node, Specification& specification, Diagnostics& diagnostics);

/// The population that plays the samples of a data set.
inline constexpr std::string_view input_name = "input";

/// `data`, `input` and `readout`. The population `input`, one spike list with a line per pixel (or
/// the file's own neurons, which take currents), must exist before projections can name it, the
/// readout's liquid before it can be read.
/// `fresh`: see read_data.
void read_data_and_input(MapReader& root, const NewData* fresh, Specification& specification,
                         Diagnostics& diagnostics);
void add_input_population(const Node& populations, const Catalogue& catalogue,
                          Specification& specification, Diagnostics& diagnostics);
void read_readout(MapReader& root, Specification& specification, Diagnostics& diagnostics);

/// `features` of the readout.
void read_features(const Node& node, Specification& specification, Diagnostics& diagnostics);

/// The unit of weights onto a channel of a population; the first channel's unless one is named.
Unit weight_unit(const NeuronPopulation& neurons, std::string_view channel);

/// Whether `target` takes input, and through the channel that `channel` names, if any (else null).
bool check_channel(const Node& to, const Node* channel, const Population& target,
                   Diagnostics& diagnostics);

/// A file named in a model, below the model file's folder unless its path is absolute.
std::filesystem::path file_beside_model(const Node& name, Diagnostics& diagnostics);

/// The tree with names of files that were meant from elsewhere (an included file's folder, or the
/// current one for an override) as the model file itself would say them.
Node with_names_from(const Node& root);

/// Runs `request` and turns what it throws into complaints: at their own place if they have one
/// (in a file that the model names), else at `node`.
template <class Request>
void reading_file(const Node& node, Diagnostics& diagnostics, Request request) {
  try {
    request();
  } catch (const ConfigError& error) {
    for (const Diagnostic& d : error.diagnostics()) {
      if (d.place.file.empty()) {
        diagnostics.error(node, d.message, d.hint);
      } else {
        diagnostics.error(d.place, d.path, d.message, d.hint);
      }
    }
  } catch (const IoError& error) {
    diagnostics.error(node, error.what());
  }
}

/// Runs `request` and turns the ConfigError it may throw into complaints at `node`, which name the
/// file that is wrong, if one is.
template <class Request>
void at(const Node& node, Diagnostics& diagnostics, Request request) {
  try {
    request();
  } catch (const ConfigError& error) {
    for (const Diagnostic& d : error.diagnostics()) {
      const std::string file = d.place.text();
      diagnostics.error(node, file.empty() ? d.message : file + ": " + d.message, d.hint);
    }
  }
}

/// One of an enumeration's named values; the first one when the name is unknown.
template <class Value, std::size_t N>
Value read_named(const Node& node, std::string_view what,
                 const std::pair<std::string_view, Value> (&values)[N], Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : values) names.push_back(name);
  const std::string chosen = read_choice(node, names, what, diagnostics);
  return values[std::ranges::find(names, chosen) - names.begin()].second;
}

/// The same for a key that may be absent.
template <class Value, std::size_t N>
Value read_named(MapReader& reader, std::string_view key,
                 const std::pair<std::string_view, Value> (&values)[N], Value fallback) {
  const Node* node = reader.optional(key);
  return node == nullptr ? fallback : read_named(*node, key, values, reader.diagnostics());
}

/// A time in whole ticks, of which there must be at least one.
Time read_ticks(const Node& node, const Resolution& resolution, Diagnostics& diagnostics);

/// A population by name; a complaint with a suggestion if there is none.
std::optional<PopulationId> read_population(const Node& node, std::string_view name,
                                            const Specification& specification,
                                            Diagnostics& diagnostics);

/// One population or a list of them.
std::vector<PopulationId> read_population_list(const Node& node, const Specification& specification,
                                               Diagnostics& diagnostics);

}  // namespace meniscus
