#include "tests/oracle/random_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "models/neurons/lif.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/neurons/lif_nalsm.hpp"
#include "models/sources/currents.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/core/format.hpp"
#include "sim/network/learning_checks.hpp"
#include "sim/network/source_population.hpp"
#include "tests/oracle/dice.hpp"
#include "tests/oracle/oracle_neurons.hpp"

namespace meniscus {

namespace {

/// What the maker must know of a population to excite it sensibly.
struct Target {
  std::uint32_t size = 0;
  std::size_t channels = 0;   ///< 0 for sources
  double unit_weight = 0.0;   ///< weight of about one threshold distance
  double unit_current = 0.0;  ///< current that just reaches threshold [pA]; 0 where none is taken
  double e_l = 0.0, v_th = 0.0;
};

class Maker {
 public:
  Maker(std::uint64_t seed, const RandomNetworkOptions& options)
      : dice_(seed),
        options_(options),
        resolution_(dice_.pick<double>({0.1, 0.125, 0.5, 1.0})),
        builder_(resolution_, seed) {
    made_.oracle.resolution = resolution_;
  }

  RandomNetwork make() {
    add_neurons();
    for (std::uint32_t more = dice_.whole(0, 3); more > 0; --more) {
      dice_.chance(0.5) ? add_source() : add_neurons();
    }
    for (std::uint32_t more = dice_.whole(1, 5); more > 0; --more) connect();
    for (std::uint32_t more = dice_.whole(0, 2); more > 0; --more) stimulate();
    for (std::uint32_t more = dice_.whole(0, 2); more > 0; --more) inject();
    for (const Target& target : targets_) made_.v_th.push_back(target.v_th);
    made_.network = builder_.build(options_.block_size);
    return std::move(made_);
  }

 private:
  std::string next_name() const { return fmt::format("p{}", targets_.size()); }
  std::uint32_t next_size() { return dice_.whole(1, options_.largest_population); }

  template <template <class Real> class M, class Parameters>
  void add(const Parameters& parameters, const Target& target, DriverChoice choice) {
    if (options_.single > 0.0 && dice_.chance(options_.single)) {
      ++made_.single_populations;
      return add<M<float>>(parameters, target, choice);
    }
    add<M<double>>(parameters, target, choice);
  }

  template <ClockDrivenNeuron M>
  void add(const typename M::Parameters& parameters, const Target& target, DriverChoice choice) {
    builder_.add<M>(next_name(), target.size, parameters, choice);
    const M model(parameters, resolution_);
    const Driver driver = choice == DriverChoice::event ? Driver::event : Driver::clock;
    const auto make = [model, driver, size = target.size](Mistake mistake) {
      return std::make_unique<OracleModelNeurons<M>>(model, size, driver, mistake);
    };
    made_.oracle.populations.push_back({target.size, M::channels.size(), model.replace_tau(), make,
                                        precision_of<typename M::Real>});
    targets_.push_back(target);
    ++(driver == Driver::event ? made_.event_populations : made_.clock_populations);
    made_.refractory_populations += resolution_.ticks(parameters.t_ref).ticks > 0;
  }

  void add_neurons() {
    const std::uint32_t kind = dice_.whole(0, 3);
    if (kind < 2) {
      add_lif();
    } else if (kind == 2 || options_.event_models_only) {
      add_lif_exp();
    } else {
      add_lif_nalsm();
    }
  }

  double refractory_time() { return dice_.pick<double>({0.0, 1.0, 2.0, dice_.uniform(0.0, 5.0)}); }

  DriverChoice some_driver() {
    const auto choice = dice_.chance(0.5) ? DriverChoice::event : DriverChoice::clock;
    return options_.driver.value_or(choice);
  }

  void add_lif() {
    Lif::Parameters p;
    const double distance = dice_.pick<double>({8.0, 16.0, dice_.uniform(5.0, 20.0)});
    p.tau_m = dice_.uniform(5.0, 30.0);
    p.e_l = dice_.chance(0.5) ? 0.0 : dice_.uniform(-70.0, 0.0);
    p.v_th = p.e_l + distance;
    p.v_reset = p.e_l + dice_.pick<double>({0.0, -0.5, 0.5}) * distance;
    p.t_ref = refractory_time();
    p.r_m = dice_.uniform(0.05, 0.2);
    if (dice_.chance(0.3)) p.i_e = dice_.uniform(-0.5, 1.5) * distance / p.r_m;
    add<BasicLif>(p, {next_size(), 1, distance, distance / p.r_m, p.e_l, p.v_th}, some_driver());
    start_somewhere();
  }

  void add_lif_exp() {
    LifExp::Parameters p;
    const double distance = dice_.uniform(5.0, 20.0);
    p.tau_m = dice_.uniform(5.0, 30.0);
    p.tau_syn_exc = dice_.chance(0.2) ? p.tau_m : dice_.log_uniform(1.0, 40.0);
    p.tau_syn_inh = dice_.uniform(1.0, 20.0);
    p.v_th = p.e_l + distance;
    p.v_reset = p.e_l + dice_.uniform(-0.5, 0.5) * distance;
    p.t_ref = refractory_time();
    if (dice_.chance(0.3)) p.i_e = dice_.uniform(-0.5, 1.5) * distance / p.r_m;
    const double unit_weight = distance / p.r_m * p.tau_m / p.tau_syn_exc;
    add<BasicLifExp>(p, {next_size(), 2, unit_weight, distance / p.r_m, p.e_l, p.v_th},
                     some_driver());
    start_somewhere();
  }

  void add_lif_nalsm() {
    LifNalsm::Parameters p;
    p.tau_m = std::max(dice_.uniform(10.0, 80.0), 2.0 * resolution_.tick());
    p.tau_syn = dice_.uniform(0.5, 8.0);
    p.t_ref = refractory_time();
    add<BasicLifNalsm>(p, {next_size(), 1, p.v_th, 0.0, 0.0, p.v_th}, DriverChoice::clock);
    start_somewhere();
  }

  /// Lets the population added last start between rest and a bit above threshold, and be
  /// refractory.
  void start_somewhere() {
    const auto population = static_cast<std::uint32_t>(targets_.size() - 1);
    const Target& target = targets_.back();
    if (dice_.chance(0.5)) {
      const double top = target.e_l + 1.1 * (target.v_th - target.e_l);
      initial(population, "v", 0, {.law = UniformValue{target.e_l, top}});
    }
    const bool held_while_refractory = target.unit_current > 0.0;  // not so lif_nalsm
    if (held_while_refractory && dice_.chance(0.2)) {
      const std::size_t variable = target.channels == 1 ? 1 : 3;
      initial(population, "refractory", variable, {.law = UniformValue{0.0, 9.0}});
    }
  }

  void initial(std::uint32_t population, std::string_view variable, std::size_t index,
               const Distribution& distribution) {
    builder_.initial(population, variable, distribution);
    made_.oracle.initial_values.push_back({population, index, distribution});
  }

  void add_source() {
    const std::uint32_t size = next_size();
    OraclePopulation population{
        .size = size, .channels = 0, .replace_tau = 0.0, .make = {}, .precision = {}};
    const std::string name = next_name();
    if (dice_.chance(0.4)) {
      population.make = add_spike_list(name, size);
    } else {
      Poisson::Parameters p{{dice_.log_uniform(0.001, 0.3)}};
      if (dice_.chance(0.5)) {
        p.rate.resize(size);
        for (double& rate : p.rate) rate = dice_.chance(0.2) ? 0.0 : dice_.log_uniform(0.001, 0.5);
      }
      builder_.add(name, size, std::make_unique<SourcePopulation<Poisson>>(p));
      population.make = [p, size, resolution = resolution_](Mistake) {
        return std::make_unique<OraclePoisson>(p, resolution, size);
      };
    }
    made_.oracle.populations.push_back(std::move(population));
    targets_.push_back({.size = size});
  }

  std::function<std::unique_ptr<OracleNeurons>(Mistake)> add_spike_list(const std::string& name,
                                                                        std::uint32_t size) {
    std::vector<Spike> spikes;
    SpikeList::Parameters p;
    for (std::uint32_t k = dice_.whole(0, 20 * size); k > 0; --k) {
      const auto last = static_cast<std::uint32_t>(options_.last_listed_tick);
      const Spike spike{Time{dice_.whole(1, last)}, dice_.whole(0, size - 1)};
      for (std::uint32_t copies = dice_.chance(0.1) ? 2 : 1; copies > 0; --copies) {
        spikes.push_back(spike);
        p.times.push_back(resolution_.ms(spike.time));
        p.neurons.push_back(spike.neuron);
      }
    }
    builder_.add(name, size, std::make_unique<SpikeList>(p, resolution_));
    return [spikes](Mistake) { return std::make_unique<OracleSpikeList>(spikes); };
  }

  std::uint32_t some_neurons() {
    std::uint32_t p = 0;
    do p = dice_.whole(0, static_cast<std::uint32_t>(targets_.size()) - 1);
    while (targets_[p].channels == 0);
    return p;
  }

  /// Delays in ticks: one for all, a few (rows then cut by delay or walked at emission,
  /// depending on their length), many, or more than a byte can number.
  std::vector<std::int64_t> draw_delays() {
    const auto [count, longest] = dice_.pick<std::pair<std::uint32_t, std::uint32_t>>(
        {{1, 30}, {1, 2}, {2, 10}, {4, 20}, {30, 60}, {300, 400}});
    std::set<std::int64_t> delays;
    while (delays.size() < count) delays.insert(dice_.whole(1, longest));
    return {delays.begin(), delays.end()};
  }

  void connect() {
    const std::uint32_t to = some_neurons();
    const std::uint32_t from = dice_.whole(0, static_cast<std::uint32_t>(targets_.size()) - 1);
    const Target& target = targets_[to];
    const std::uint32_t sources = targets_[from].size;
    Synapses synapses;
    synapses.delays = draw_delays();
    const auto pairs = sources * target.size;
    const std::uint32_t count = dice_.chance(0.2) ? 130 * sources : dice_.whole(0, pairs);
    draw_edges(synapses.edges, sources, target.size, count, from == to);
    const double in_degree = std::max(1.0, static_cast<double>(count) / target.size);
    draw_weights(synapses,
                 target.unit_weight * dice_.log_uniform(0.02, 1.5) / std::pow(in_degree, 0.7));
    if (synapses.delays.size() > 1) {
      for (std::uint32_t k = 0; k < count; ++k) {
        synapses.delay.push_back(
            dice_.whole(0, static_cast<std::uint32_t>(synapses.delays.size()) - 1));
      }
    }
    const std::size_t channel = dice_.whole(0, static_cast<std::uint32_t>(target.channels) - 1);
    const auto learning = options_.plastic > 0.0 && dice_.chance(options_.plastic)
                              ? std::optional(draw_learning(synapses))
                              : std::nullopt;
    made_.oracle.projections.push_back(plainly(synapses, from, to, channel));
    made_.oracle.projections.back().learning = learning;
    builder_.connect(from, to, std::move(synapses), channel, {}, add_plasticity(learning));
  }

  /// Pair STDP that is felt within a run; makes the weights positive.
  OracleLearning draw_learning(Synapses& synapses) {
    const auto positive = [](auto& weight) { weight = std::abs(weight); };
    positive(synapses.row_weights.shared);
    std::ranges::for_each(synapses.row_weights.by_source, positive);
    std::ranges::for_each(synapses.weight, positive);
    StdpPair::Parameters p;
    p.tau_plus = dice_.log_uniform(1.0, 50.0);
    p.tau_minus = dice_.log_uniform(1.0, 50.0);
    p.learning_rate = dice_.log_uniform(1e-3, 1.0);
    p.alpha = dice_.uniform(0.0, 2.0);
    p.w_max = std::max(weight_range(synapses).most, 1e-3) * dice_.uniform(1.01, 3.0);
    p.mu_plus = dice_.pick<double>({0.0, 1.0, 0.4});
    p.mu_minus = dice_.pick<double>({0.0, 1.0, 0.4});
    return {p, dice_.pick<std::int64_t>({0, 0, 1, 2, 7, 40})};
  }

  std::optional<Learning> add_plasticity(const std::optional<OracleLearning>& learning) {
    if (!learning) return {};
    return Learning{builder_.add_plasticity<StdpPair>(learning->parameters),
                    Time{learning->post_lag}};
  }

  void draw_edges(EdgeTable& edges, std::uint32_t sources, std::uint32_t targets,
                  std::uint32_t count, bool recurrent) {
    std::vector<std::vector<std::uint32_t>> rows(sources);
    for (std::uint32_t k = 0; k < count; ++k) {
      rows[dice_.whole(0, sources - 1)].push_back(dice_.whole(0, targets - 1));
    }
    for (std::uint32_t source = 0; source < sources; ++source) {
      std::ranges::sort(rows[source]);
      edges.target.insert(edges.target.end(), rows[source].begin(), rows[source].end());
      edges.row_begin.push_back(edges.target.size());
      if (recurrent) made_.autapses += std::ranges::count(rows[source], source);
      for (std::size_t k = 1; k < rows[source].size(); ++k) {
        made_.multapses += rows[source][k] == rows[source][k - 1];
      }
    }
  }

  /// One weight for all, one per source, or one per synapse; of one sign or mixed; sometimes
  /// such that sums cancel and thresholds are hit exactly.
  void draw_weights(Synapses& synapses, double scale) {
    const double negative = dice_.pick<double>({0.0, 0.2, 0.5, 1.0});
    const bool rounded = dice_.chance(0.3);
    if (rounded) scale = std::exp2(std::round(std::log2(scale)));
    const auto weight = [&] {
      const double size = rounded ? 1.0 : dice_.uniform(0.2, 1.8);
      return (dice_.chance(negative) ? -1.0 : 1.0) * size * scale;
    };
    switch (dice_.whole(0, 2)) {
      case 0:
        synapses.row_weights.shared = weight();
        break;
      case 1:
        for (std::uint32_t s = 0; s < synapses.edges.sources(); ++s) {
          synapses.row_weights.by_source.push_back(weight());
        }
        break;
      default:
        for (std::size_t k = 0; k < synapses.edges.size(); ++k) {
          synapses.weight.push_back(static_cast<float>(weight()));
        }
    }
  }

  static OracleProjection plainly(const Synapses& synapses, std::uint32_t from, std::uint32_t to,
                                  std::size_t channel) {
    OracleProjection projection{.source = from, .target = to, .channel = channel};
    for (std::uint32_t source = 0; source < synapses.edges.sources(); ++source) {
      auto& row = projection.rows.emplace_back();
      for (auto k = synapses.edges.row_begin[source]; k < synapses.edges.row_begin[source + 1];
           ++k) {
        const auto& by_source = synapses.row_weights.by_source;
        row.push_back(
            {.source = source,
             .target = synapses.edges.target[k],
             .row_weight = by_source.empty() ? synapses.row_weights.shared : by_source[source],
             .weight = synapses.weight.empty() ? 1.0 : static_cast<double>(synapses.weight[k]),
             .delay = synapses.delays[synapses.delay.empty() ? 0 : synapses.delay[k]]});
      }
    }
    return projection;
  }

  void stimulate() {
    const std::uint32_t to = some_neurons();
    const Target& target = targets_[to];
    Poisson::Parameters p{{dice_.log_uniform(0.005, 3.0)}};
    if (dice_.chance(0.3)) {
      p.rate.resize(target.size);
      for (double& rate : p.rate) rate = dice_.log_uniform(0.005, 3.0);
    }
    const double weight =
        target.unit_weight * dice_.log_uniform(0.02, 0.5) * (dice_.chance(0.2) ? -1.0 : 1.0);
    const std::size_t channel = dice_.whole(0, static_cast<std::uint32_t>(target.channels) - 1);
    const std::string_view name = builder_.populations()[to].neurons->channels()[channel].name;
    builder_.stimulate(to, std::make_unique<PoissonInput>(p, resolution_), weight, name);
    made_.oracle.stimuli.push_back({to, channel, weight, p});
  }

  void inject() {
    const std::uint32_t to = some_neurons();
    const Target& target = targets_[to];
    if (target.unit_current == 0.0) return;
    std::vector<std::uint32_t> neurons;
    for (std::uint32_t i = 0; i < target.size; ++i) {
      if (dice_.chance(0.7)) neurons.push_back(i);
    }
    if (neurons.empty()) neurons.push_back(target.size - 1);
    const auto last = static_cast<std::uint32_t>(options_.last_listed_tick);
    std::set<std::int64_t> ticks;
    for (std::uint32_t k = dice_.whole(2, 8); k > 0; --k) ticks.insert(dice_.whole(0, last));
    OracleCurrent current{to, neurons, {}};
    for (const std::int64_t tick : ticks) {
      current.jumps.emplace_back(tick, target.unit_current * dice_.uniform(-0.5, 1.5));
    }
    builder_.inject(to, current_input(current), neurons);
    made_.oracle.currents.push_back(std::move(current));
  }

  /// A step current, or a constant one of the first two jumps.
  std::unique_ptr<const CurrentInput> current_input(OracleCurrent& current) {
    const auto ms = [&](std::int64_t tick) { return resolution_.ms(Time{tick}); };
    if (current.jumps.size() > 1 && dice_.chance(0.5)) {
      current.jumps.resize(2);
      current.jumps[1].second = 0.0;
      const auto [start, amplitude] = current.jumps[0];
      return std::make_unique<ConstantCurrent>(
          ConstantCurrent::Parameters{amplitude, ms(start), ms(current.jumps[1].first)},
          resolution_);
    }
    StepCurrent::Parameters p;
    for (const auto& [tick, amplitude] : current.jumps) {
      p.times.push_back(ms(tick));
      p.amplitudes.push_back(amplitude);
    }
    return std::make_unique<StepCurrent>(p, resolution_);
  }

  Dice dice_;
  const RandomNetworkOptions& options_;
  Resolution resolution_;
  NetworkBuilder builder_;
  RandomNetwork made_;
  std::vector<Target> targets_;
};

}  // namespace

RandomNetwork random_network(std::uint64_t seed, const RandomNetworkOptions& options) {
  return Maker(seed, options).make();
}

}  // namespace meniscus
