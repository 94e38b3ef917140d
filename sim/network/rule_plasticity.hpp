#pragma once

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/config/checks.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/plastic_synapses.hpp"

namespace meniscus {

/// A plasticity rule with its parameters as the engine sees it.
template <PlasticityRule R>
class RulePlasticity final : public Plasticity {
 public:
  using Parameters = typename R::Parameters;

  /// Throws ConfigError when a parameter is out of its range.
  explicit RulePlasticity(const Parameters& parameters) : parameters_(parameters) {
    check_fields(parameters, R::name);
    if (const std::string_view problem = parameters.problem(); !problem.empty()) {
      throw ConfigError(fmt::format("{}: {}", R::name, problem));
    }
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

}  // namespace meniscus
