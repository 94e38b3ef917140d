"""What the machine can do at all, from tests/bench/limit_bench.cpp."""
import json

from benchmarks.programs import run_program


def measure(bench_program, networks):
    """What limits some networks: ns by name, e.g. "event/B/shared_weight/float/4096"; best of 3."""
    wanted = {"poisson"} | {f"neuron/{network.model}/" for network in networks}
    wanted |= {f"event/{network.rows}/{network.weights}/" for network in networks if network.rows}
    text = run_program([bench_program, f"--benchmark_filter=^limit/({'|'.join(sorted(wanted))})",
                        "--benchmark_format=json", "--benchmark_min_time=0.05",
                        "--benchmark_repetitions=3"])
    best = {}
    for run in json.loads(text)["benchmarks"]:
        if run["run_type"] != "iteration":
            continue
        name = run["run_name"].removeprefix("limit/")
        cost = 1e9 / run["items_per_second"]
        best[name] = min(cost, best.get(name, cost))
    return best


def best_of(costs, prefix, precision=None):
    """The cheapest variant [ns] under a prefix."""
    return min(cost for name, cost in costs.items() if name.startswith(prefix + "/")
               and (precision is None or precision in name.split("/")))


def limit_of(network, measured, costs):
    """CPU seconds of one thread at the limit: events, neuron-steps and Poisson counts.

    Neuron-steps are of the same precision as the measured ones, sums of events of any.
    """
    ticks = measured["simulated"] / network.tick
    precision = measured["precision"].split(",", maxsplit=1)[0]
    precision = {"double": "double", "single": "float"}[precision]
    total = ticks * network.neurons * best_of(costs, f"neuron/{network.model}", precision)
    total += ticks * network.draws * costs["poisson"]
    if network.rows:
        total += measured["events"] * best_of(costs, f"event/{network.rows}/{network.weights}")
    return total * 1e-9
