#!/usr/bin/python3
"""Reference data for brian_test.cpp, from Brian2 (Debian: python3-brian).

Per model two neurons for 200 ms: one under a fixed spike train, one under a step current of 120 ms.
Written to <model>.txt beside this script: the ticks of the spikes of both, and both potentials [mV]
every 2 ms. Ticks are 0.1 ms, as in Meniscus: an input of tick t is in the state at t, then v is
tested against the threshold, at ticks only. In between, Brian integrates by its Runge-Kutta method
of fourth order with steps of 0.02 ms (linear models) or 0.01 ms. lif_escape.txt has the spike
counts of 20,000 neurons in windows of 5 ms. `make_references.py [model ...]`
"""

import pathlib
import sys

import brian2 as b
import numpy as np
from brian2.units.allunits import Gohm

b.prefs.codegen.target = "numpy"
UNITS = {"mV": b.mV, "ms": b.ms, "nS": b.nS, "pA": b.pA, "pF": b.pF, "volt": b.volt, "Gohm": Gohm}
TICK = 0.1 * b.ms
DURATION = 200 * b.ms
EXC = [105, 180, 190, 251, 303, 304, 420, 505, 511, 516, 520, 640, 777, 778, 779, 900, 1003, 1011,
       1015, 1019, 1100, 1230, 1240, 1250, 1260, 1270, 1280, 1400, 1555, 1600, 1605, 1610, 1700]
INH = [200, 350, 512, 700, 820, 1013, 1244, 1265, 1420, 1500, 1608, 1800]
CLOCK = "int((t + 0.001*ms)/(0.1*ms))"

# v is kept where it is while `free` is 0. At every tick: threshold, reset, refractoriness, current.
HELD = "free : 1\nheld_until : 1\nfired : 1\ncurrent : amp\n"
RESET = """
fired = int(v >= {threshold})*int({clock} > held_until)
v = fired*{v_reset}*mV + (1 - fired)*v
{extra}
held_until = fired*({clock} + {t_ref}) + (1 - fired)*held_until
free = int({clock} >= held_until)
current = {current}*pA*int(i == 1)*int({clock} >= 300)*int({clock} < 1500)
"""

MODELS = {
    "lif": dict(
        equations="dv/dt = free*(-v + 0.1*Gohm*current)/(20*ms) : volt\n",
        exc="v += int(free)*6*mV", inh="v -= int(free)*4*mV", current=260,
        start=0, threshold="20*mV", v_reset=0, t_ref=20),
    "lif_exp": dict(
        equations="""dv/dt = free*(-70*mV - v + 0.1*Gohm*(exc + inh + current))/(20*ms) : volt
dexc/dt = -exc/(5*ms) : amp
dinh/dt = -inh/(10*ms) : amp
""",
        exc="exc += 300*pA", inh="inh -= 150*pA", current=260,
        start=-70, threshold="-50*mV", v_reset=-60, t_ref=20),
    "lif_alpha": dict(
        equations="""dv/dt = free*(-70*mV - v + 0.04*Gohm*(exc + inh + current))/(10*ms) : volt
dexc/dt = rise_exc - exc/(2*ms) : amp
drise_exc/dt = -rise_exc/(2*ms) : amp/second
dinh/dt = rise_inh - inh/(3*ms) : amp
drise_inh/dt = -rise_inh/(3*ms) : amp/second
""",
        exc="rise_exc += 500*pA*exp(1)/(2*ms)", inh="rise_inh -= 300*pA*exp(1)/(3*ms)",
        current=450, start=-70, threshold="-55*mV", v_reset=-70, t_ref=20),
    "lif_adaptive": dict(
        equations="""dv/dt = free*(-70*mV - v + 0.1*Gohm*(exc + inh + current))/(20*ms) : volt
dexc/dt = -exc/(5*ms) : amp
dinh/dt = -inh/(8*ms) : amp
dtheta/dt = -theta/(50*ms) : volt
""",
        exc="exc += 300*pA", inh="inh -= 150*pA", current=300,
        start=-70, threshold="(-55*mV + theta)", v_reset=-70, t_ref=20,
        extra="theta += fired*3*mV"),
    "leaky_integrator": dict(
        equations="dv/dt = (-v + 0.1*Gohm*current)/(20*ms) : volt\n",
        exc="v += 2*mV", inh="v -= 3*mV", current=260,
        start=0, threshold="1000*mV", v_reset=0, t_ref=0),
    "lif_cond_exp": dict(
        equations="""dv/dt = free*(10*nS*(-60*mV - v) + exc*(0*mV - v) + inh*(-80*mV - v)
  + current)/(200*pF) : volt
dexc/dt = -exc/(5*ms) : siemens
dinh/dt = -inh/(10*ms) : siemens
""",
        exc="exc += 6*nS", inh="inh += 20*nS", current=150, nonlinear=True,
        start=-60, threshold="-50*mV", v_reset=-60, t_ref=50),
    "adex": dict(
        equations="""u = clip(v/mV, -1000, 20)*mV : volt
dv/dt = free*(30*nS*(-70.6*mV - u) + 60*pA*mV/mV*exp((u + 50.4*mV)/(2*mV)) - w
  - exc*u - inh*(u + 85*mV) + current)/(281*pF) : volt
dw/dt = (4*nS*(u + 70.6*mV) - w)/(144*ms) : amp
dexc/dt = -exc/(2*ms) : siemens
dinh/dt = -inh/(5*ms) : siemens
""",
        exc="exc += 45*nS", inh="inh += 20*nS", current=1000, nonlinear=True,
        start=-70.6, threshold="20*mV", v_reset=-70.6, t_ref=10, extra="w += fired*80.5*pA"),
    "izhikevich": dict(
        # The author's own update, at ticks of 0.1 ms: v in two half steps, then u, then the test.
        equations="v : volt\nu : 1\ninput : 1\n",
        exc="input += 9", inh="input -= 3", current=10, euler=True,
        start=-65, threshold="30*mV", v_reset=-65, t_ref=0, extra="u += fired*8"),
}
IZHIKEVICH = """
x = v/mV
x = x + 0.05*((0.04*x + 5)*x + 140 - u + current/pA)
x = x + 0.05*((0.04*x + 5)*x + 140 - u + current/pA)
x = x + input
u = u + 0.002*(0.2*x - u)
v = x*mV
input = 0
"""


def reference(model):
    """Ticks of both neurons' spikes and both potentials [mV] every 2 ms."""
    b.start_scope()
    euler = model.get("euler", False)
    step = TICK if euler else (0.01 if model.get("nonlinear") else 0.02) * b.ms
    b.defaultclock.dt = step
    neurons = b.NeuronGroup(2, model["equations"] + HELD,
                            method=None if euler else "rk4", namespace=UNITS)
    neurons.v = model["start"] * b.mV
    neurons.free = 1
    neurons.held_until = -1
    if euler:
        neurons.u = 0.2 * model["start"]
        neurons.run_regularly(IZHIKEVICH, dt=TICK, when="groups")
    neurons.run_regularly(
        RESET.format(clock=CLOCK, threshold=model["threshold"], v_reset=model["v_reset"],
                     t_ref=model["t_ref"], extra=model.get("extra", ""), current=model["current"]),
        dt=TICK, when="start", order=0)
    # A spike of a generator at t is in the state at t + step; where it waits for the next update of
    # the author's, at t + 2 steps.
    times = np.array(EXC + INH) * 0.1 * b.ms - (2 if euler else 1) * step
    which = [0] * len(EXC) + [1] * len(INH)
    generator = b.SpikeGeneratorGroup(2, which, times)
    synapses = []
    for source, effect in ((0, model["exc"]), (1, model["inh"])):
        s = b.Synapses(generator, neurons, on_pre=effect.replace("free", "free_post"),
                       namespace=UNITS)
        s.connect(i=source, j=0)
        s.pre.when = "start" if euler else "synapses"
        s.pre.order = -1
        synapses.append(s)
    potentials = b.StateMonitor(neurons, "v", record=True, dt=2 * b.ms, when="start", order=1)
    spikes = b.StateMonitor(neurons, "fired", record=True, dt=TICK, when="start", order=1)
    b.Network(neurons, generator, *synapses, potentials, spikes).run(DURATION + TICK)
    ticks = [np.flatnonzero(spikes.fired[n]) for n in (0, 1)]
    return ticks, potentials.t / b.ms, potentials.v / b.mV


def escape_counts():
    """Spikes of 20,000 neurons of lif_escape under 250 pA from rest, in windows of 5 ms."""
    b.start_scope()
    b.seed(1)
    b.defaultclock.dt = TICK
    neurons = b.NeuronGroup(20000, "dv/dt = (-v + 25*mV)/(20*ms) : volt (unless refractory)",
                            threshold="rand() < 1 - exp(-0.01*exp((v - 20*mV)/(2*mV)))",
                            reset="v = 0*mV", refractory="timestep(t - lastspike, dt) <= 20",
                            method="exact", namespace=UNITS)
    spikes = b.SpikeMonitor(neurons)
    b.Network(neurons, spikes).run(100 * b.ms)
    # Brian tells the spike of a step at its beginning, Meniscus at its end.
    ticks = np.rint(spikes.t / TICK).astype(int) + 1
    return np.bincount((ticks - 1) // 50, minlength=20)


def main():
    here = pathlib.Path(__file__).parent
    for name in sys.argv[1:] or [*MODELS, "lif_escape"]:
        lines = [f"# {name}: made by make_references.py with Brian2 {b.__version__}"]
        if name == "lif_escape":
            lines += [" ".join(map(str, escape_counts()))]
        else:
            ticks, times, v = reference(MODELS[name])
            lines += [" ".join(map(str, t)) for t in ticks]
            lines += [f"{round(t * 10)} {v[0][k]:.10g} {v[1][k]:.10g}" for k, t in enumerate(times)]
        (here / f"{name}.txt").write_text("\n".join(lines) + "\n")
        print(name, *lines[1:3], sep="\n  ")


main()
