"""How cost grows with the size of a network and with its activity."""
from benchmarks.tables import aligned

CONFIG = "configs/benchmark/scaling.yaml"
INDEGREE = 1000
SIZES = (1000, 10_000, 100_000, 1_000_000)
RATES = (0.1, 1.0, 10.0, 100.0)  # [Hz]
EVENTS = 5e8  # simulated per row, in between 20 ms and 2 s
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


def run_at(meniscus, size, rate, seconds, repeats):
    """The fastest of some runs."""
    sets = [f"populations.sources.size={size}", f"populations.targets.size={size}",
            f"populations.sources.parameters.rate={rate:g} Hz", f"duration={seconds * 1e3:g} ms"]
    return min((meniscus.run_model(CONFIG, sets) for _ in range(repeats)),
               key=lambda measured: measured["cpu"])


def measure(meniscus, size, repeats):
    """A row per rate; without spikes the whole time is that of neuron-steps."""
    seconds = max(0.02, min(2.0, 2000.0 / size))
    silent = run_at(meniscus, size, 0.0, seconds, repeats)
    ns_per_step = silent["cpu"] * 1e9 / (seconds * 1e4 * size)
    rows = []
    for rate in RATES:
        measured = run_at(meniscus, size, rate, seconds_of(size, rate), repeats)
        steps = measured["simulated"] * 1e4 * size * ns_per_step * 1e-9
        rows.append({"neurons": size, "rate": rate, "synapses": measured["synapses"],
                     "bytes_per_synapse": measured["bytes_per_synapse"],
                     "ns_per_neuron_step": ns_per_step, "cpu": measured["cpu"],
                     "simulated": measured["simulated"], "events": measured["events"],
                     "ns_per_event": (measured["cpu"] - steps) * 1e9 / measured["events"]})
    return rows


def run(meniscus, options):
    """Prints the table as it goes; sizes that don't fit into memory are left out."""
    rows = []
    for size in SIZES:
        if size * INDEGREE * BYTES > free_memory():
            print(f"{size} neurons left out: {size * INDEGREE} synapses don't fit into memory")
            continue
        rows += measure(meniscus, size, options.repeats)
    lines = [("neurons", "synapses", "MB of synapses", "rate Hz", "ns per event",
              "ns per neuron-step")]
    for row in rows:
        lines.append((f"{row['neurons']:,}", f"{row['synapses']:,.0f}",
                      f"{row['synapses'] * row['bytes_per_synapse'] / 1e6:.3g}", f"{row['rate']:g}",
                      f"{row['ns_per_event']:.3g}", f"{row['ns_per_neuron_step']:.3g}"))
    print(aligned(lines))
    return {"scaling": rows}
