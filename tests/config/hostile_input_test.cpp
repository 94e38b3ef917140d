#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "sim/config/parameters.hpp"
#include "sim/config/quantity.hpp"
#include "sim/config/reader.hpp"
#include "tests/config/messages.hpp"

// Whatever the bytes, reading ends soon, with a tree or with a ConfigError.

namespace meniscus {
namespace {

const std::string too_much =
    "too much data: more than 1000000 values or 256 MiB, aliases and parameters expanded";

const std::string valid_file =
    "name: brunel-ai\nseed: 1\nduration: 1 s\npopulations:\n"
    "  exc: {model: lif, size: 10000, parameters: &cell {tau_m: 20 ms, v_th: 20 mV}}\n"
    "  inh: {model: lif, size: 2500, parameters: {<<: *cell, t_ref: 2 ms}}\n"
    "projections:\n  - {from: exc, to: [exc, inh], weight: 0.1 mV, delay: 1.5 ms}\n"
    "  - from: inh\n    to: 'exc'\n    weight: {normal: {mean: -0.5 mV, sd: 10 %}}\n"
    "record:\n  spikes: [exc, \"inh\"]\n  text: |\n    two\n    lines\n";

class Bytes {
 public:
  explicit Bytes(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t n) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % n;
  }

 private:
  std::uint64_t state_;
};

/// Parses; what parses must survive writing, overriding and reading.
void exercise(const std::string& text) {
  try {
    Node root = parse_yaml(text, "m.yaml");
    const std::string written = to_yaml(root);
    ASSERT_TRUE(parse_yaml(written, "again.yaml") == root) << text << "\n became\n" << written;
    Diagnostics diagnostics;
    read_distribution(root, unit::mV, positive, diagnostics);
    read_index_range(root, 10, diagnostics);
    Node resolved = root;
    Budget budget;
    resolve_parameters(resolved, budget);
    ASSERT_TRUE(parse_yaml(to_yaml(resolved), "again.yaml") == resolved) << text;
    apply_override(root, text.substr(0, 100));
  } catch (const ConfigError& error) {
    ASSERT_FALSE(error.diagnostics().empty());
  }
}

TEST(HostileInput, AliasBombsEndQuickly) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) bomb += alias + ", ";
    bomb += alias + "]\n";
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_NE(parse_message(bomb).find(too_much), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(HostileInput, AliasesOfALongTextAreCounted) {
  std::string bomb = "a: &a " + std::string(1'000'000, 'x') + "\nb:\n";
  for (int i = 0; i < 1000; ++i) bomb += "- *a\n";
  EXPECT_NE(parse_message(bomb).find(too_much), std::string::npos);
}

TEST(HostileInput, LongPathsAreCounted) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += std::string(i, ' ') + std::string(250, 'k') + ":\n";
  text += std::string(50, ' ') + "[";
  for (int i = 0; i < 50'000; ++i) text += "1,";
  EXPECT_NE(parse_message(text + "1]").find(too_much), std::string::npos);
}

TEST(HostileInput, RandomBytesNeverCrash) {
  Bytes bytes(1);
  for (int i = 0; i < 1000; ++i) {
    std::string text(bytes.below(200), ' ');
    for (char& c : text) c = static_cast<char>(bytes.below(256));
    exercise(text);
  }
}

TEST(HostileInput, RandomYamlPunctuationNeverCrashes) {
  const std::string alphabet = "ab01:::---  \n\n\t[]{},,&*!|>'\"%@#?~.\\<";
  Bytes bytes(2);
  for (int i = 0; i < 5000; ++i) {
    std::string text(bytes.below(60), ' ');
    for (char& c : text) c = alphabet[bytes.below(alphabet.size())];
    exercise(text);
  }
}

TEST(HostileInput, MutationsOfAValidFileNeverCrash) {
  ASSERT_EQ(parse_message(valid_file), "");
  const std::string alphabet = "a0: -\n\t[]{},&*!|'\"#?~%<";
  Bytes bytes(3);
  for (int i = 0; i < 1000; ++i) {
    std::string text = valid_file;
    for (std::uint64_t k = bytes.below(5) + 1; k > 0; --k) {
      const std::size_t at = bytes.below(text.size());
      switch (bytes.below(4)) {
        case 0:
          text[at] = alphabet[bytes.below(alphabet.size())];
          break;
        case 1:
          text.insert(at, 1, alphabet[bytes.below(alphabet.size())]);
          break;
        case 2:
          text.erase(at, bytes.below(20));
          break;
        default:
          text.insert(at, text.substr(bytes.below(text.size()), 30));
          break;
      }
      if (text.empty()) break;
    }
    exercise(text);
  }
}

TEST(HostileInput, RandomFormulasNeverCrash) {
  const std::string alphabet = "${a}${b}${c}0123456789.eE+-*/()() 1msVA%/:#'\"";
  Bytes bytes(5);
  for (int i = 0; i < 5000; ++i) {
    std::string formula = bytes.below(2) == 0 ? "${a}" : "${b} * ";
    for (std::uint64_t k = bytes.below(4); k > 0; --k) {
      const std::size_t at = bytes.below(formula.size() + 1);
      formula.insert(at, alphabet, bytes.below(alphabet.size()), 1 + bytes.below(6));
    }
    exercise("parameters: {a: 5, b: 20 ms, c: \"x: y\"}\nv: " + formula + "\nw: ${a}\n");
  }
}

TEST(HostileInput, AFileCutAnywhereNeverCrashes) {
  for (std::size_t length = 0; length < valid_file.size(); ++length)
    exercise(valid_file.substr(0, length));
}

TEST(HostileInput, RandomQuantitiesNeverCrash) {
  const std::string alphabet = "0123456789.eE+- mskVAnpuOhz%/_,x\xc2\xb5";
  Bytes bytes(4);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(bytes.below(12), ' ');
    for (char& c : text) c = alphabet[bytes.below(alphabet.size())];
    const auto result = interpret_quantity(text, unit::ms, positive);
    if (const auto* value = std::get_if<double>(&result)) {
      ASSERT_TRUE(positive.contains(*value)) << text;
    }
  }
}

}  // namespace
}  // namespace meniscus
