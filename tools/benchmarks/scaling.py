"""How cost grows with the size of a network and with its activity."""
from benchmarks import machine
from benchmarks.programs import BenchmarkError
from benchmarks.tables import aligned

CONFIG = "configs/benchmark/scaling.yaml"
INDEGREE = 1000
SIZES = (1000, 10_000, 100_000, 1_000_000)
RATES = (1.0, 10.0, 100.0)  # [Hz]
EVENTS = 5e8  # simulated per row, within 20 ms and 2 s
SMALLEST_SHARE = 0.1  # of the time that events must take for their cost to be told apart
LARGE = 1e9  # synapses; from here on one rate and one run
BYTES = 12.0  # needed per synapse while a network is drawn, at most


def free_memory():
    """[bytes]"""
    with open("/proc/meminfo", encoding="ascii") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    return 0.0


def seconds_of(size, rate):
    return round(min(2.0, max(0.02, EVENTS / (size * INDEGREE * rate))), 3)


def run_at(meniscus, size, rate, indegree, repeats):
    """The fastest of some runs."""
    sets = [f"populations.sources.size={size}", f"populations.targets.size={size}",
            f"populations.sources.parameters.rate={rate:g} Hz",
            f"projections[0].connect.indegree={indegree}",
            f"duration={seconds_of(size, rate) * 1e3:g} ms"]
    return min((meniscus.run_model(CONFIG, sets) for _ in range(repeats)),
               key=lambda measured: measured["cpu"])


def measure(meniscus, size, rate, repeats):
    """What events add is the difference to the same neurons without synapses."""
    measured = run_at(meniscus, size, rate, INDEGREE, repeats)
    bare = run_at(meniscus, size, rate, 0, repeats)
    added = measured["cpu"] - bare["cpu"]
    row = {key: measured[key] for key in ("synapses", "bytes_per_synapse", "cpu", "simulated",
                                          "events")}
    row |= {"neurons": size, "rate": rate, "build_cpu": measured["build_cpu"],
            "ns_per_neuron_step": bare["cpu"] * 1e9 / (bare["simulated"] * 1e4 * size),
            "ns_per_event_in_all": measured["cpu"] * 1e9 / measured["events"]}
    if added > SMALLEST_SHARE * measured["cpu"]:
        row["ns_per_event"] = added * 1e9 / measured["events"]
    return row


def text_of(rows):
    lines = [("neurons", "synapses", "MB of synapses", "rate Hz", "ns per event",
              "with neuron-steps", "ns per neuron-step")]
    for row in rows:
        lines.append((f"{row['neurons']:,}", f"{row['synapses']:,.0f}",
                      f"{row['synapses'] * row['bytes_per_synapse'] / 1e6:.3g}", f"{row['rate']:g}",
                      f"{row['ns_per_event']:.2f}" if "ns_per_event" in row else "-",
                      f"{row['ns_per_event_in_all']:.2f}", f"{row['ns_per_neuron_step']:.2f}"))
    return aligned(lines)


def run(meniscus, options):
    """Prints the table; sizes that don't fit into memory are left out."""
    if meniscus.threads != 1:
        raise BenchmarkError("--scaling is for one thread", status=2)
    rows = []
    for size in SIZES:
        if size * INDEGREE * BYTES > free_memory():
            print(f"{size} neurons left out: {size * INDEGREE} synapses don't fit into memory")
            continue
        large = size * INDEGREE >= LARGE
        for rate in (10.0,) if large else RATES:
            rows.append(measure(meniscus, size, rate, 1 if large else options.repeats))
    print(text_of(rows))
    return {"machine": machine.describe(meniscus.root, meniscus.program, None), "scaling": rows}
