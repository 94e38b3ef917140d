#include "sim/config/parameters.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/expression.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

class Resolver {
 public:
  Resolver(Node& root, Budget& budget) : root_(root), budget_(budget) {}

  void run() {
    take_section();
    for (Node& entry : root_.children()) resolve(entry, 1);
    for (Node& entry : section_.children()) use(entry.key(), entry);
    if (diagnostics_.empty()) refuse_unused();
    diagnostics_.throw_if_any();
    root_.locate(root_.path());
  }

 private:
  enum class State : std::uint8_t { open, in_progress, done, wrong };

  struct Parameter {
    Node* node = nullptr;
    State state = State::open;
    bool used = false;
  };

  void take_section() {
    std::vector<Node>& sections = root_.children();
    const auto found = std::ranges::find(sections, "parameters", &Node::key);
    if (root_.kind() != Node::Kind::map || found == sections.end()) return;
    section_ = std::move(*found);
    sections.erase(found);
    if (section_.kind() != Node::Kind::map) {
      diagnostics_.error(section_,
                         fmt::format("expected a map of parameters, got {}", section_.got()));
      section_.children().clear();
    }
    for (Node& entry : section_.children()) {
      if (!is_parameter_name(entry.key())) {
        diagnostics_.error(entry.key_place(), section_.path(),
                           fmt::format("\"{}\" can't name a parameter", entry.key()),
                           "letters, digits and \"_\" can");
      }
      parameters_[entry.key()] = {&entry};
    }
  }

  /// `depth`: of maps and lists around the node.
  void resolve(Node& node, std::size_t depth) {
    if (node.key().find("${") != std::string::npos) {
      diagnostics_.error(node.key_place(), node.path(), "a key can't hold a ${parameter}");
    }
    if (node.kind() == Node::Kind::scalar) return resolve_scalar(node, depth);
    for (Node& child : node.children()) resolve(child, depth + 1);
  }

  void resolve_scalar(Node& node, std::size_t depth) {
    if (node.text().find("${") == std::string::npos) return;
    const auto found = find_references(node.text());
    if (const auto* complaint = std::get_if<Complaint>(&found)) {
      return diagnostics_.error(node, complaint->message, complaint->hint);
    }
    const auto& references = std::get<std::vector<Reference>>(found);
    std::vector<const Node*> values;
    for (const Reference& reference : references) {
      const Node* value = parameter(reference.name, node);
      if (value == nullptr) return;  // which was told
      values.push_back(value);
    }
    const std::string formula = node.text();
    if (references[0].begin == 0 && references[0].end == formula.size()) {
      copy(*values[0], node, depth);
    } else if (const auto texts = texts_of(references, values, node)) {
      compute_or_insert(node, references, *texts);
    }
  }

  void copy(const Node& value, Node& node, std::size_t depth) {
    if (depth + depth_of(value) > depth_limit) fail(node, Budget::too_deep());
    spend(node, size_of(value, node.path().size()));
    node.become(value, node.text());
  }

  /// Parameters within a longer text; nothing if one of them is no scalar.
  std::optional<std::vector<std::string>> texts_of(const std::vector<Reference>& references,
                                                   const std::vector<const Node*>& values,
                                                   const Node& node) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i]->kind() != Node::Kind::scalar) {
        diagnostics_.error(node, fmt::format("${{{}}} is {}, which can only stand alone",
                                             references[i].name, values[i]->got()));
        return std::nullopt;
      }
      spend(node, {0, values[i]->text().size()});
      texts.push_back(values[i]->text());
    }
    return texts;
  }

  void compute_or_insert(Node& node, const std::vector<Reference>& references,
                         const std::vector<std::string>& texts) {
    const std::string formula = node.text();
    const auto computed = compute(formula, references, texts);
    const Place place = node.place();
    const auto scalar = [&](std::string text, bool quoted) {
      return Node::scalar(std::move(text), quoted, place.file, {place.line, place.column});
    };
    if (!computed) {
      std::string text;
      std::size_t at = 0;
      for (std::size_t i = 0; i < references.size(); ++i) {
        text.append(formula, at, references[i].begin - at).append(texts[i]);
        at = references[i].end;
      }
      text.append(formula, at);
      const bool quoted = !is_plain_word(text);
      node.become(scalar(std::move(text), quoted), formula);
    } else if (const auto* complaint = std::get_if<Complaint>(&*computed)) {
      diagnostics_.error(node, fmt::format("{} in \"{}\"", complaint->message, shortened(formula)),
                         complaint->hint);
    } else {
      node.become(scalar(std::get<std::string>(*computed), false), formula);
    }
  }

  /// A parameter for the value `user`; null if it is unknown, wrong or goes in a circle.
  const Node* parameter(const std::string& name, const Node& user) {
    const auto found = parameters_.find(name);
    if (found == parameters_.end()) {
      std::vector<std::string_view> names;
      for (const Node& entry : section_.entries()) names.push_back(entry.key());
      diagnostics_.error(
          user, fmt::format("no parameter is called \"{}\"", name),
          names.empty() ? "they stand in a section \"parameters\"" : suggestion_text(name, names));
      return nullptr;
    }
    found->second.used = true;
    return use(name, user);
  }

  /// A parameter with what it names resolved, at the first call.
  const Node* use(const std::string& name, const Node& user) {
    Parameter& parameter = parameters_[name];
    if (parameter.state == State::in_progress) {
      const auto first = std::ranges::find(chain_, name);
      diagnostics_.error(user, fmt::format("parameters go in a circle: {} -> {}",
                                           fmt::join(first, chain_.end(), " -> "), name));
      return nullptr;
    }
    if (parameter.state == State::open) {
      if (chain_.size() >= depth_limit) {
        fail(user, fmt::format("parameters name each other more than {} levels deep", depth_limit));
      }
      const std::size_t before = diagnostics_.size();
      parameter.state = State::in_progress;
      chain_.push_back(name);
      resolve(*parameter.node, 1);
      chain_.pop_back();
      parameter.state = diagnostics_.size() == before ? State::done : State::wrong;
    }
    return parameter.state == State::done ? parameter.node : nullptr;
  }

  void refuse_unused() {
    for (const Node& entry : section_.entries()) {
      const std::string file = entry.key_place().file;
      if (parameters_[entry.key()].used || (entry.key_place().line > 0 && file != main_file()))
        continue;
      std::vector<std::string_view> others;
      for (const Node& other : section_.entries()) {
        if (&other != &entry) others.push_back(other.key());
      }
      const std::string near = nearest(entry.key(), others);
      diagnostics_.error(entry, fmt::format("no value uses the parameter \"{}\"", entry.key()),
                         near.empty() ? fmt::format("write ${{{}}} where it belongs", entry.key())
                                      : fmt::format("did you mean \"{}\"?", near));
    }
  }

  std::string main_file() const { return root_.place().file; }

  void spend(const Node& node, const Size& size) {
    if (!budget_.spend(size)) fail(node, Budget::overdrawn());
  }

  [[noreturn]] static void fail(const Node& node, std::string message) {
    throw ConfigError({Diagnostic{node.place(), node.path(), std::move(message), {}}});
  }

  Node& root_;
  Budget& budget_;
  Node section_{Node::Kind::map, "", {}};
  std::map<std::string, Parameter, std::less<>> parameters_;
  std::vector<std::string> chain_;
  Diagnostics diagnostics_;
};

}  // namespace

void resolve_parameters(Node& root, Budget& budget) { Resolver(root, budget).run(); }

}  // namespace meniscus
