"""The benchmark networks in Brian2: one of them becomes a compiled C++ program.

  /usr/bin/python3 tools/benchmarks/brian_models.py NETWORK SECONDS FOLDER [DATA]

The program FOLDER/main prints one line of JSON: CPU and wall time of the build and of the
simulation phase, memory, spikes and synapses. DATA: raw little-endian arrays, of A's synapses and initial
potentials as Meniscus draws them (the drawn network decides A's rate by 4 %), or network D.

What makes Brian2 fast is chosen: C++ standalone, one thread, -O3 -march=native -ffast-math, exact
integration, synapses created sorted by source, scalar weights where all are the same. Networks are
explicit: the magic run() leaves out synapses held in a list.

What Brian2 means otherwise is adapted: its refractory period counts the tick of the spike, so here
it is one tick longer. Delta inputs are added before the threshold is tested, so the slot `synapses`
comes before `thresholds`; since a spike is then seen there one tick late, delays are one tick
shorter.
"""
import sys

import numpy as np
from brian2 import (Hz, Network, NeuronGroup, PoissonInput, SpikeGeneratorGroup, Synapses,
                    defaultclock, device, ms, mV, prefs, seed, second, set_device)

SAMPLE_MS = 250  # of network D

# With delta inputs; see above.
DELTA_SCHEDULE = ["start", "groups", "synapses", "thresholds", "resets", "end"]

# Spikes are counted by the reset, which costs nothing in a step without spikes.
COUNT = "spikes : integer"


def array(folder, name, kind):
    return np.fromfile(f"{folder}/{name}", dtype=kind)


def vogels_abbott(neurons, scale, data=None):
    """Network A, with `neurons` neurons and all weights times `scale`."""
    exc = neurons * 4 // 5
    cells = NeuronGroup(
        neurons,
        f"""dv/dt = (-49*mV - v + g_exc + g_inh) / (20*ms) : volt (unless refractory)
            dg_exc/dt = -g_exc / (5*ms) : volt
            dg_inh/dt = -g_inh / (10*ms) : volt
            {COUNT}""",
        threshold="v >= -50*mV", reset="v = -60*mV; spikes += 1", refractory=5.1 * ms,
        method="exact", name="cells")
    parts = []
    halves = (("exc", cells[:exc], 1.62 * scale), ("inh", cells[exc:], -9 * scale))
    for name, sources, weight in halves:
        synapses = Synapses(sources, cells, on_pre=f"g_{name} += {weight!r}*mV", delay=0.8 * ms,
                            name=f"synapses_{name}")
        if data:
            synapses.connect(i=array(data, f"{name}_pre.i32", "<i4"),
                             j=array(data, f"{name}_post.i32", "<i4"))
        else:
            first = 0 if name == "exc" else exc
            synapses.connect(condition=f"i + {first} != j", p=0.02)
        parts.append(synapses)
    cells.v = array(data, "v.f64", "<f8") * mV if data else "-60*mV + 10*mV*rand()"
    return [cells, *parts], None, 0


def brunel(recurrent=True, individual=False, plastic=False):
    """Network B; without recurrent synapses, with a weight per synapse, or with STDP (C)."""
    cells = NeuronGroup(
        12500, f"dv/dt = -v / (20*ms) : volt (unless refractory)\n{COUNT}", threshold="v >= 20*mV",
        reset="v = 0*mV; spikes += 1", refractory=2.1 * ms, method="exact", name="cells")
    background = PoissonInput(cells, "v", N=1000, rate=20 * Hz, weight=0.1 * mV)
    parts = [cells, background]
    if not recurrent:
        return parts, DELTA_SCHEDULE, 0
    exc, inh = cells[:10000], cells[10000:]
    pairs = [("exc_exc", exc, exc, 0.1), ("exc_inh", exc, inh, 0.1), ("inh", inh, cells, -0.5)]
    if not plastic:
        pairs = [("exc", exc, cells, 0.1), ("inh", inh, cells, -0.5)]
    for name, sources, targets, weight in pairs:
        law = {"on_pre": f"v += {weight!r}*mV"}
        if individual:
            law = {"model": "w : volt", "on_pre": "v += w"}
        if name == "exc_exc":
            law = PAIR_STDP
        synapses = Synapses(sources, targets, delay=1.4 * ms, name=f"synapses_{name}", **law)
        synapses.connect(p=0.1)
        if individual or name == "exc_exc":
            synapses.w = weight * mV
        parts.append(synapses)
    return parts, DELTA_SCHEDULE, 0


# Multiplicative pair rule, all to all, tau 20 ms, lambda 1e-9, alpha 2.02, w_max 0.3 mV.
PAIR_STDP = {
    "model": """w : volt
                dx/dt = -x / (20*ms) : 1 (event-driven)
                dy/dt = -y / (20*ms) : 1 (event-driven)""",
    "on_pre": """v_post += w
                 x += 1
                 w = clip(w - 1e-9*2.02*w*y, 0*mV, 0.3*mV)""",
    "on_post": """y += 1
                  w = clip(w + 1e-9*(0.3*mV - w)*x, 0*mV, 0.3*mV)"""}


def liquid(data):
    """Network D: all samples one after the other in one run, since every run() rebuilds queues."""
    defaultclock.dt = 1 * ms
    cells = NeuronGroup(
        1000, f"dv/dt = -v / (64*ms) : volt (unless refractory)\n{COUNT}", threshold="v >= 20*mV",
        reset="v = 0*mV; spikes += 1", refractory=3 * ms, method="exact", name="cells")
    cells.run_regularly("v = 0*mV", dt=SAMPLE_MS * ms, when="end")
    tick = array(data, "lsm_in_t_ms.i32", "<i4")
    time = array(data, "lsm_in_sample.i32", "<i4") * SAMPLE_MS + tick
    arrives = tick < SAMPLE_MS  # within its sample
    line = array(data, "lsm_in_idx.i32", "<i4")[arrives]
    lines = SpikeGeneratorGroup(784, line, time[arrives] * ms)
    parts = [cells, lines]
    for name, prefix, sources in (("input", "lsm_i", lines), ("recurrent", "lsm_", cells)):
        pre = array(data, f"{prefix}pre.i32", "<i4")
        post = array(data, f"{prefix}post.i32", "<i4")
        order = np.lexsort((post, pre))
        synapses = Synapses(sources, cells, "w : volt", on_pre="v += w", delay=0 * ms,
                            name=f"synapses_{name}")
        synapses.connect(i=pre[order], j=post[order])
        synapses.w = array(data, f"{prefix}w.f32", "<f4")[order] * mV
        parts.append(synapses)
    fan_out = np.bincount(array(data, "lsm_ipre.i32", "<i4"), minlength=784)
    return parts, DELTA_SCHEDULE, int(fan_out[line].sum())


# Each gives the objects, the neurons first, the order of a step, and the events of played spikes.
NETWORKS = {
    "A": lambda data: vogels_abbott(4000, 1.0, data),
    "A-50k": lambda data: vogels_abbott(50000, 0.08),
    "B": lambda data: brunel(),
    "B-individual": lambda data: brunel(individual=True),
    "Bnet0": lambda data: brunel(recurrent=False),
    "C": lambda data: brunel(plastic=True),
    "D": liquid,
}

# Now: CPU and wall time [s], resident memory and its peak [bytes]; CPU time is user and system.
START = """
const auto measure = [] {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  double resident = 0.0, peak = 0.0;  // [kB]
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") status >> resident;
    if (word == "VmHWM:") status >> peak;
  }
  struct { double cpu, wall, memory, peak; } result{
      used.ru_utime.tv_sec + used.ru_stime.tv_sec +
          1e-6 * (used.ru_utime.tv_usec + used.ru_stime.tv_usec),
      now.tv_sec + 1e-9 * now.tv_nsec, 1024.0 * resident, 1024.0 * peak};
  return result;
};
const auto at_start = measure();
"""


def report(parts, input_events):
    """C++ that prints what was measured; events are spikes times the mean number of targets."""
    synapses = [part for part in parts if isinstance(part, Synapses)]
    sizes = " + ".join(f"double(brian::_dynamic_array_{s.name}__synaptic_pre.size())"
                       for s in synapses) or "0.0"
    events = " + ".join(
        f"count({s.source.start}, {s.source.stop}) / {s.source.stop - s.source.start}.0"
        f" * brian::_dynamic_array_{s.name}__synaptic_pre.size()"
        for s in synapses if s.source.name.startswith("cells")) or "0.0"
    events += f" + {input_events}"
    return f"""
const auto at_end = measure();
const auto count = [](int first, int last) {{
  double sum = 0.0;
  for (int i = first; i < last; ++i) sum += brian::_array_cells_spikes[i];
  return sum;
}};
std::cout.precision(12);
std::cout << "{{\\"build_cpu\\": " << at_run.cpu - at_start.cpu << ", \\"build_wall\\": "
  << at_run.wall - at_start.wall << ", \\"cpu\\": " << at_end.cpu - at_run.cpu << ", \\"wall\\": "
  << at_end.wall - at_run.wall << ", \\"memory\\": " << at_end.memory - at_start.memory
  << ", \\"peak_memory\\": " << at_end.peak
  << ", \\"spikes\\": " << count(0, {len(parts[0])}) << ", \\"synapses\\": " << {sizes}
  << ", \\"events\\": " << {events} << "}}" << std::endl;
"""


def main():
    name, seconds, folder, *data = sys.argv[1:]
    set_device("cpp_standalone", build_on_run=False)
    prefs.devices.cpp_standalone.openmp_threads = 0
    prefs.devices.cpp_standalone.extra_make_args_unix = ["-j2"]
    prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-ffast-math",
                                                "-fno-finite-math-only", "-std=c++11"]
    prefs.codegen.cpp.headers += ["<sys/resource.h>", "<time.h>", "<fstream>"]
    defaultclock.dt = 0.1 * ms
    seed(1)
    parts, schedule, input_events = NETWORKS[name](*(data or [None]))
    network = Network(parts)
    if schedule:
        network.schedule = schedule
    device.insert_code("before_start", START)
    device.insert_code("before_network_run", "const auto at_run = measure();")
    device.insert_code("after_network_run", report(parts, input_events))
    network.run(float(seconds) * second)
    device.build(directory=folder, compile=True, run=False)


main()
