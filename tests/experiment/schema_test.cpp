#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "sim/config/suggestion.hpp"
#include "sim/experiment/schema_sections.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

using Names = std::set<std::string>;

Json schema() {
  Catalogue catalogue;
  add_models(catalogue);
  add_plasticity(catalogue);
  return model_schema(catalogue);
}

/// What the reader lists as valid when it meets the name zzzzzzzz in a model file.
Names known_to_reader(const std::string& yaml) {
  const std::string text = complaints(yaml);
  const auto line = text.find("\"zzzzzzzz\"");
  if (line == std::string::npos) return {text};
  const std::string begin = "(valid: ";
  const auto list = text.find(begin, line) + begin.size();
  std::string names = text.substr(list, text.find(')', list) - list);
  std::erase(names, ',');
  std::istringstream words(names);
  return {std::istream_iterator<std::string>(words), {}};
}

/// The map among the alternatives that a schema leaves.
const Json& map_of(const Json& schema) {
  if (!schema.contains("anyOf")) return schema;
  const auto is_map = [](const Json& s) { return s.value("type", Json()) == "object"; };
  return *std::ranges::find_if(schema["anyOf"], is_map);
}

/// A map's keys; `kind`: the value of the key that tells which of several kinds it is.
Names keys(const Json& schema, const std::string& kind = "") {
  const Json& map = map_of(schema);
  Names names;
  const auto add = [&](const Json& properties) {
    for (const auto& [key, value] : properties.items()) names.insert(key);
  };
  add(map["properties"]);
  if (kind.empty()) return names;
  for (const Json& branch : map["allOf"]) {
    if (branch["if"]["properties"].begin().value()["const"] == kind) {
      add(branch["then"]["properties"]);
    }
  }
  return names;
}

/// The properties of one of several kinds of map.
const Json& branch(const Json& schema, const std::string& kind) {
  const auto is_kind = [&](const Json& branch) {
    return branch["if"]["properties"].begin().value()["const"] == kind;
  };
  return (*std::ranges::find_if(map_of(schema)["allOf"], is_kind))["then"]["properties"];
}

Names choices(const Json& schema) { return schema["anyOf"][0]["enum"].get<Names>(); }

Names united(Names a, const Names& b) {
  a.insert(b.begin(), b.end());
  return a;
}

const std::string simulation = "duration: 1 s\npopulations:\n  a: {model: lif, size: 2}\n";
const std::string classification =
    "experiment: classify\npopulations: {a: {model: lif, size: 2}}\n";

/// A simulation with one more line.
Names known_with(const std::string& line) { return known_to_reader(simulation + line + "\n"); }

// The schema says again what the reading code knows; each test fails when one of them learns
// something.

TEST(Schema, KnowsTheSectionsThatTheReaderKnows) {
  EXPECT_EQ(keys(schema()),
            united(known_with("zzzzzzzz: 1"), known_to_reader(classification + "zzzzzzzz: 1\n")));
}

TEST(Schema, KnowsTheKeysOfAPopulation) {
  const Json population = schema()["properties"]["populations"]["anyOf"][0]["additionalProperties"];
  EXPECT_EQ(keys(population), known_to_reader("duration: 1 s\npopulations:\n"
                                              "  a: {model: lif, size: 2, zzzzzzzz: 1}\n"));
  const Json& lif = map_of(population)["allOf"][0]["then"]["properties"];
  EXPECT_EQ(keys(lif["parameters"]),
            known_to_reader("duration: 1 s\npopulations:\n"
                            "  a: {model: lif, size: 2, parameters: {zzzzzzzz: 1}}\n"));
  EXPECT_EQ(keys(lif["initial"]),
            known_to_reader("duration: 1 s\npopulations:\n"
                            "  a: {model: lif, size: 2, initial: {zzzzzzzz: 1}}\n"));
  for (const std::string key : {"driver", "precision"}) {
    EXPECT_EQ(choices(map_of(population)["properties"][key]),
              known_to_reader("duration: 1 s\npopulations:\n  a: {model: lif, size: 2, " + key +
                              ": zzzzzzzz}\n"));
  }
}

TEST(Schema, KnowsTheKeysOfPositions) {
  const Json population = schema()["properties"]["populations"]["anyOf"][0]["additionalProperties"];
  const Json& positions = map_of(population)["properties"]["positions"];
  const auto known = [](const std::string& map) {
    return known_to_reader(
        "duration: 1 s\npopulations: {a: {model: lif, size: 2, positions: " + map + "}}\n");
  };
  EXPECT_EQ(keys(positions), known("{zzzzzzzz: 1}"));
  EXPECT_EQ(keys(map_of(positions)["properties"]["uniform"]), known("{uniform: {zzzzzzzz: 1}}"));
}

TEST(Schema, KnowsTheKeysOfAProjection) {
  const Json projection = schema()["properties"]["projections"]["anyOf"][0]["items"];
  EXPECT_EQ(keys(projection), known_with("projections: [{plasticity: x, zzzzzzzz: 1}]"));
  const auto known_in_delay = [](const std::string& key) {
    return known_with(
        "projections: [{from: a, to: a, connect: {rule: one_to_one}, weight: 1 mV, delay: {" + key +
        ": 1 ms, zzzzzzzz: 1}}]");
  };
  const Json& delay = map_of(projection)["properties"]["delay"]["anyOf"];
  EXPECT_EQ(keys(delay[0]), known_in_delay("constant"));
  EXPECT_EQ(keys(delay[1]), known_in_delay("base"));
}

TEST(Schema, KnowsTheKeysOfASweep) {
  const Json sweep = schema()["properties"]["sweep"];
  EXPECT_EQ(keys(sweep), known_with("sweep: {zzzzzzzz: 1}"));
  const Json& values = map_of(sweep)["properties"]["over"]["additionalProperties"]["anyOf"];
  EXPECT_EQ(keys(values[2]), known_with("sweep: {over: {a: {from: 1, zzzzzzzz: 1}}}"));
  for (std::size_t k = 3; k < values.size(); ++k) {
    const auto& [law, parameters] = *values[k]["properties"].items().begin();
    if (law == "choice") continue;  // a list
    EXPECT_EQ(keys(parameters),
              known_with("sweep: {samples: 2, over: {a: {" + law + ": {zzzzzzzz: 1}}}}"));
  }
  const Names laws = known_with("sweep: {over: {a: {zzzzzzzz: 1}}}");
  EXPECT_EQ(values.size() - 3 + keys(values[2]).size(), laws.size());
}

TEST(Schema, KnowsTheKeysOfEveryConnectionRule) {
  const Json projection = schema()["properties"]["projections"]["anyOf"][0]["items"];
  const Json& connect = map_of(projection)["properties"]["connect"];
  const Names rules = known_with("projections: [{from: a, to: a, connect: {rule: zzzzzzzz}}]");
  EXPECT_EQ(choices(map_of(connect)["properties"]["rule"]), rules);
  for (const std::string& rule : rules) {
    EXPECT_EQ(
        keys(connect, rule),
        known_with("projections: [{from: a, to: a, connect: {rule: " + rule + ", zzzzzzzz: 1}}]"))
        << rule;
  }
}

TEST(Schema, KnowsTheKeysOfEveryStimulus) {
  const Json stimulus = schema()["properties"]["stimuli"]["anyOf"][0]["additionalProperties"];
  const Names sources = known_with("stimuli: {s: {source: zzzzzzzz, to: a}}");
  EXPECT_EQ(choices(map_of(stimulus)["properties"]["source"]), sources);
  for (const std::string& source : sources) {
    EXPECT_EQ(keys(stimulus, source), known_with("stimuli: {s: {source: " + source +
                                                 ", to: a, weight: 1 mV, zzzzzzzz: 1}}"))
        << source;
  }
}

TEST(Schema, KnowsTheKeysOfPlasticity) {
  const Json rule = schema()["properties"]["plasticity"]["anyOf"][0]["additionalProperties"];
  const std::string projection =
      "projections: [{from: a, to: a, connect: {rule: one_to_one}, weight: 0.1 mV, delay: 1 ms, "
      "plasticity: p}]\n";
  const Names rules = known_with(projection + "plasticity: {p: {rule: zzzzzzzz}}");
  EXPECT_EQ(choices(map_of(rule)["properties"]["rule"]), rules);
  for (const std::string& name : rules) {
    EXPECT_EQ(keys(rule, name),
              known_with(projection + "plasticity: {p: {rule: " + name + ", zzzzzzzz: 1}}"))
        << name;
  }
}

TEST(Schema, KnowsTheKeysOfRecord) {
  const Json record = schema()["properties"]["record"];
  EXPECT_EQ(keys(record), united(known_with("record: {zzzzzzzz: 1}"),
                                 known_to_reader(classification + "record: {zzzzzzzz: 1}\n")));
  const Json& states = map_of(record)["properties"]["states"]["anyOf"][0]["additionalProperties"];
  EXPECT_EQ(keys(states), known_with("record: {states: {a: {zzzzzzzz: 1}}}"));
}

/// A classification with one more line.
Names known_in_classification(const std::string& line) {
  return known_to_reader(classification + line + "\n");
}

/// The section `data` of a set whose files are missing, which leaves its keys known.
std::string data_of(const std::string& set, const std::string& more = "") {
  return "data: {set: " + set + ", path: nowhere, train: 1, validation: 1, test: 1" + more + "}\n";
}

TEST(Schema, KnowsTheKeysOfEveryDataSet) {
  EXPECT_EQ(choices(schema()["properties"]["experiment"]),
            known_to_reader("experiment: zzzzzzzz\n"));
  const Json data = schema()["properties"]["data"];
  const Names sets = known_in_classification(data_of("zzzzzzzz"));
  EXPECT_EQ(choices(map_of(data)["properties"]["set"]), sets);
  for (const std::string& set : sets) {
    const Names known = known_in_classification(data_of(set, ", zzzzzzzz: 1"));
    EXPECT_EQ(keys(data, set), known) << set;
  }
  for (const std::string key : {"polarity", "chip"}) {
    EXPECT_EQ(choices(branch(data, "events")[key]),
              known_in_classification(data_of("events", ", " + key + ": zzzzzzzz")))
        << key;
  }
  EXPECT_EQ(choices(branch(data, "csv_images")["label"]),
            known_in_classification(data_of("csv_images", ", label: zzzzzzzz")));
}

/// The keys of every encoder for a data set.
void compare_encoders(const Json& input, const std::string& set, const std::string& more) {
  const std::string begin = data_of(set) + "input: {" + more;
  const Names encoders = known_in_classification(begin + "encoder: zzzzzzzz}");
  EXPECT_GE(encoders.size(), 4u);
  for (const std::string& encoder : encoders) {
    EXPECT_TRUE(choices(map_of(input)["properties"]["encoder"]).contains(encoder)) << encoder;
    Names described = keys(input, encoder);
    if (more.empty()) {  // what an encoder also of sound has there
      for (const std::string key : {"filter_bank", "compression"}) described.erase(key);
    }
    EXPECT_EQ(described, known_in_classification(begin + "encoder: " + encoder + ", zzzzzzzz: 1}"))
        << encoder;
  }
}

TEST(Schema, KnowsTheKeysOfEveryEncoder) {
  const Json input = schema()["properties"]["input"];
  compare_encoders(input, "mnist", "");
  compare_encoders(input, "fsdd", "filter_bank: {kind: mel}, ");
}

TEST(Schema, KnowsTheKeysOfFiltersAndCompressions) {
  const Json input = schema()["properties"]["input"];
  const std::string begin = data_of("fsdd") + "input: {encoder: delta, ";
  for (const std::string key : {"filter_bank", "compression"}) {
    const Json& map = branch(input, "delta")[key];
    const std::string rest = key == "filter_bank"
                                 ? "filter_bank: {kind: "
                                 : "filter_bank: {kind: mel}, compression: {kind: ";
    const Names kinds = known_in_classification(begin + rest + "zzzzzzzz}}");
    EXPECT_EQ(choices(map_of(map)["properties"]["kind"]), kinds);
    for (const std::string& kind : kinds) {
      EXPECT_EQ(keys(map, kind), known_in_classification(begin + rest + kind + ", zzzzzzzz: 1}}"))
          << kind;
    }
  }
}

TEST(Schema, KnowsTheKeysOfTheReadout) {
  const Json readout = schema()["properties"]["readout"];
  const Names classifiers = known_in_classification("readout: {classifier: zzzzzzzz}");
  EXPECT_EQ(choices(map_of(readout)["properties"]["classifier"]), classifiers);
  for (const std::string& classifier : classifiers) {
    EXPECT_EQ(keys(readout, classifier),
              known_in_classification("readout: {classifier: " + classifier + ", zzzzzzzz: 1}"))
        << classifier;
  }
  const Json& features = map_of(readout)["properties"]["features"];
  EXPECT_EQ(keys(features),
            known_in_classification("readout: {features: {traces: a, zzzzzzzz: 1}}"));
  for (const std::string key : {"optimiser", "targets", "scale", "order"}) {
    EXPECT_EQ(choices(branch(readout, "softmax")[key]),
              known_in_classification("readout: {classifier: softmax, " + key + ": zzzzzzzz}"))
        << key;
  }
}

TEST(Schema, TellsUnitRangeDefaultAndMeaningOfAField) {
  const Json population = schema()["properties"]["populations"]["anyOf"][0]["additionalProperties"];
  const Json& lif = map_of(population)["allOf"][0]["then"]["properties"]["parameters"];
  const Json& tau_m = map_of(lif)["properties"]["tau_m"];
  EXPECT_EQ(tau_m["description"], "membrane time constant [ms], > 0");
  EXPECT_EQ(tau_m["default"], "20 ms");
  EXPECT_EQ(tau_m["patternErrorMessage"], "expected a time > 0");
}

/// The keys of a map, of every kind.
Names all_keys(const Json& schema) {
  Names names = keys(schema);
  for (const Json& kind : map_of(schema).value("allOf", Json::array())) {
    for (const auto& [key, value] : kind["then"]["properties"].items()) names.insert(key);
  }
  return names;
}

TEST(Documentation, NamesEveryKeyOfTheSections) {
  std::ifstream file(MENISCUS_SOURCE_DIR "/docs/model_file.md");
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::ranges::replace_if(
      text, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_'; }, ' ');
  std::istringstream stream(text);
  const Names words{std::istream_iterator<std::string>(stream), {}};
  const Json sections = schema()["properties"];
  Names known = keys(schema());
  for (const Json& section : {sections["populations"]["anyOf"][0]["additionalProperties"],
                              sections["projections"]["anyOf"][0]["items"], sections["record"],
                              sections["data"], sections["input"], sections["readout"],
                              map_of(sections["readout"])["properties"]["features"]}) {
    known.merge(all_keys(section));
  }
  for (const std::string& key : known) EXPECT_TRUE(words.contains(key)) << key;
}

/// Every key and every choice of the schema.
void collect_names(const Json& json, Names& names) {
  for (const auto& [key, value] : json.items()) {
    if (json.is_object()) names.insert(key);
    if (value.is_string()) names.insert(value.get<std::string>());
    if (value.is_structured()) collect_names(value, names);
  }
}

TEST(OtherNames, LeadToNamesThatExist) {
  Names names;
  collect_names(schema()["properties"], names);
  for (const auto& [name, ours] : other_names()) {
    EXPECT_TRUE(names.contains(std::string(ours))) << name << " -> " << ours;
  }
}

TEST(OtherNames, AreRefusedWithOurs) {
  EXPECT_EQ(complaints("simtime: 1 s\npopulations:\n  a: {model: iaf_psc_exp, n: 2}\n"),
            "m.yaml:1:1: missing key \"duration\" in model\n"
            "m.yaml:1:1: unknown key \"simtime\" in model (did you mean \"duration\"?)\n"
            "m.yaml:3:6: populations.a: missing key \"size\" in population\n"
            "m.yaml:3:14: populations.a.model: unknown model \"iaf_psc_exp\" (did you mean "
            "\"lif_exp\"?)\n"
            "m.yaml:3:27: populations.a: unknown key \"n\" in population (did you mean "
            "\"size\"?)");
}

}  // namespace
}  // namespace meniscus
