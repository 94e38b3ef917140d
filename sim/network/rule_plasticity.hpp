#pragma once

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/config/checks.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/plastic_synapses.hpp"
#include "sim/network/rule_synapses.hpp"

namespace meniscus {

/// What the fields of a rule's parameters can't say is wrong with them. Throws ConfigError.
template <class R>
void check_rule(const typename R::Parameters& parameters) {
  check_fields(parameters, R::name);
  if (const std::string_view problem = parameters.problem(); !problem.empty()) {
    throw ConfigError(fmt::format("{}: {}", R::name, problem));
  }
}

/// A plasticity rule with its parameters as the engine sees it.
template <class R>
class RulePlasticity;

/// A pair rule.
template <PlasticityRule R>
class RulePlasticity<R> final : public Plasticity {
 public:
  using Parameters = typename R::Parameters;

  /// Throws ConfigError when a parameter is out of its range.
  explicit RulePlasticity(const Parameters& parameters) : parameters_(parameters) {
    check_rule<R>(parameters);
  }

  std::string_view rule() const override { return R::name; }
  std::vector<FieldInfo> parameters(const Unit& weight) const override {
    return field_infos(Parameters::fields(weight), parameters_);
  }
  WeightBounds bounds() const override { return bounds_of(R(parameters_)); }
  double longest_tau() const override {
    const R rule(parameters_);
    return std::max(rule.tau_pre(), rule.tau_post());
  }
  std::vector<FieldInfo> scalars(const Unit&) const override { return {}; }
  bool keeps_signs() const override { return bounds().low >= 0.0f; }
  double synapse_bytes() const override { return 0.0; }

  std::unique_ptr<SynapseGroup> make_group(const GroupPlace& place) const override {
    const auto make = [&place]<class Rule>(const Rule& rule) {
      return std::unique_ptr<SynapseGroup>(std::make_unique<PlasticSynapses<Rule>>(rule, place));
    };
    if constexpr (requires { R::specialise(parameters_, make); }) {
      return R::specialise(parameters_, make);
    } else {
      return make(R(parameters_));
    }
  }

 private:
  Parameters parameters_;
};

/// A rule of synapses that are visited one by one.
template <SynapseRule R>
class RulePlasticity<R> final : public Plasticity {
 public:
  using Parameters = typename R::Parameters;

  /// Throws ConfigError when a parameter is out of its range.
  explicit RulePlasticity(const Parameters& parameters) : parameters_(parameters) {
    check_rule<R>(parameters);
  }

  std::string_view rule() const override { return R::name; }
  std::vector<FieldInfo> parameters(const Unit& weight) const override {
    return field_infos(Parameters::fields(weight), parameters_);
  }
  WeightBounds bounds() const override { return parameters_.bounds(); }
  double longest_tau() const override { return parameters_.longest_tau(); }
  std::vector<FieldInfo> scalars(const Unit& weight) const override {
    const R rule(parameters_, Resolution{});
    return field_infos(R::Shared::fields(weight), rule.shared());
  }
  bool keeps_signs() const override {
    if constexpr (requires { parameters_.keeps_signs(); }) {
      return parameters_.keeps_signs();
    } else {
      return !LearningRule<R> || bounds().low >= 0.0f || bounds().high <= 0.0f;
    }
  }
  double synapse_bytes() const override {
    using Synapse = typename R::Synapse;
    return (LearningRule<R> ? sizeof(TargetIndex::Entry) : 0.0) +
           (std::is_empty_v<Synapse> ? 0.0 : sizeof(Synapse));
  }

  std::unique_ptr<SynapseGroup> make_group(const GroupPlace& place) const override {
    return std::make_unique<RuleSynapses<R>>(R(parameters_, place.resolution), place);
  }

 private:
  Parameters parameters_;
};

}  // namespace meniscus
