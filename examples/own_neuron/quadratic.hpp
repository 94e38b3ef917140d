#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "sim/network/neuron.hpp"

/// Quadratic integrate-and-fire neuron with delta synapses.
///   tau dv/dt = v^2 + eta;   an input of weight w: v <- v + w
///   v >= v_peak: spike, v <- -v_peak
/// In two Euler half steps per tick. Ermentrout & Kopell (1986), doi:10.1137/0146017: under
/// eta > 0 it fires every 2 tau/sqrt(eta) atan(v_peak/sqrt(eta)).
struct Quadratic {
  using Real = double;
  static constexpr std::string_view name = "quadratic";
  static constexpr std::string_view summary = "quadratic integrate-and-fire (Ermentrout 1986)";
  static constexpr std::array channels{
      meniscus::Channel{"delta", meniscus::unit::none, "jump of the potential"}};
  static constexpr bool takes_current = false;

  struct Parameters {
    double tau = 10.0;     ///< time constant [ms]
    double eta = 1.0;      ///< drive
    double v_peak = 50.0;  ///< where v counts as a spike

    static constexpr auto fields() {
      using namespace meniscus;
      return std::tuple{
          field("tau", &Parameters::tau, unit::ms, positive, "time constant"),
          field("eta", &Parameters::eta, unit::none, any_value, "drive"),
          field("v_peak", &Parameters::v_peak, unit::none, positive, "where v counts as a spike")};
    }
    std::string_view problem() const { return ""; }
  };

  struct State {
    double v = 0.0;  ///< potential

    static constexpr auto variables() {
      return std::tuple{meniscus::variable("v", &State::v, meniscus::unit::none, "potential")};
    }
  };

  Quadratic(const Parameters& p, const meniscus::Resolution& resolution)
      : half_step_(resolution.tick() / (2.0 * p.tau)), eta_(p.eta), v_peak_(p.v_peak) {}

  State initial() const { return {.v = -v_peak_}; }
  double replace_tau() const { return 0.0; }

  bool step(State& s, const meniscus::ChannelInput<1>& input, double) const {
    double v = s.v;
    v += half_step_ * (v * v + eta_);
    v += half_step_ * (v * v + eta_);
    v += input[0];
    const bool spike = v >= v_peak_;
    s.v = spike ? -v_peak_ : v;
    return spike;
  }

 private:
  double half_step_, eta_, v_peak_;
};
