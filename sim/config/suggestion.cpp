#include "sim/config/suggestion.hpp"

#include <algorithm>
#include <vector>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t longest_word = 64;  // longer ones are no misspelt names
constexpr std::size_t most_listed = 20;

constexpr OtherName table[] = {
    // NEST
    {"iaf_psc_delta", "lif"},
    {"iaf_psc_exp", "lif_exp"},
    {"poisson_generator", "poisson"},
    {"spike_generator", "spike_list"},
    {"dc_generator", "constant_current"},
    {"step_current_generator", "step_current"},
    {"stdp_synapse", "stdp_pair"},
    {"stdp_pl_synapse_hom", "stdp_pair"},
    {"tau_syn_ex", "tau_syn_exc"},
    {"tau_syn_in", "tau_syn_inh"},
    {"lambda", "learning_rate"},
    {"conn_spec", "connect"},
    {"synapse_model", "plasticity"},
    {"rng_seed", "seed"},
    {"t_sim", "duration"},
    {"simtime", "duration"},
    {"n", "size"},
    {"std", "sd"},
    // Brian2 and PyNN
    {"tau_syn_e", "tau_syn_exc"},
    {"tau_syn_i", "tau_syn_inh"},
    {"tau_refrac", "t_ref"},
    {"refractory", "t_ref"},
    {"v_rest", "e_l"},
    {"v_thresh", "v_th"},
    {"threshold", "v_th"},
    {"reset", "v_reset"},
    {"i_offset", "i_e"},
    {"dt", "resolution"},
    {"timestep", "resolution"},
    {"runtime", "duration"},
    {"neurons", "size"},
    {"synapses", "projections"},
    {"connections", "projections"},
    {"inputs", "stimuli"},
    {"monitors", "record"},
    {"connector", "connect"},
    {"receptor_type", "channel"},
    {"probability", "p"},
    {"p_connect", "p"},
    {"fixed_probability", "pairwise_bernoulli"},
    {"sigma", "sd"},
    {"mu", "mean"},
};

std::string lower_case(std::string_view word) {
  std::string result(word);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// Damerau-Levenshtein distance in its "optimal string alignment" form. O(|a| |b|).
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

std::span<const OtherName> other_names() { return table; }

std::string nearest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > longest_word) return {};
  const std::string wanted = lower_case(word);
  for (const auto& [name, ours] : table) {
    if (name == wanted && std::ranges::find(candidates, ours) != candidates.end()) {
      return std::string(ours);
    }
  }
  std::string_view best;
  std::size_t best_distance = longest_word;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > longest_word) continue;
    const std::size_t d = distance(wanted, lower_case(candidate));
    if (d < best_distance && 3 * d <= std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = d;
    }
  }
  return std::string(best);
}

std::string suggestion_text(std::string_view word, std::span<const std::string_view> candidates) {
  if (const std::string name = nearest(word, candidates); !name.empty()) {
    return fmt::format("did you mean \"{}\"?", name);
  }
  if (candidates.empty()) return {};
  const auto listed = candidates.first(std::min(candidates.size(), most_listed));
  return fmt::format("valid: {}{}", fmt::join(listed, ", "),
                     listed.size() < candidates.size() ? ", ..." : "");
}

}  // namespace meniscus
