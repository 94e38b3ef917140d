#!/usr/bin/python3
"""Reference data for brian_test.cpp, from Brian2 (Debian: python3-brian).

One synapse of 1.5 ms under each rule between two given spike trains, in ticks of 0.1 ms; in eight
places the target fires in the tick of an arrival. Written to <rule>.txt beside this script: the
weight after 200, 600, 1200 and 2000 ticks, or, of tsodyks_markram_*, what each spike delivers of a
weight of 1. `make_references.py [rule ...]`
"""

import pathlib
import sys

import brian2 as b
import numpy as np

b.prefs.codegen.target = "numpy"
b.defaultclock.dt = 0.1 * b.ms
TICK = 0.1 * b.ms
PRE = [10, 35, 36, 80, 150, 151, 152, 260, 300, 420, 500, 501, 640, 700, 900, 905, 910, 1200, 1500,
       1900]
POST = [20, 25, 51, 90, 95, 160, 165, 167, 275, 290, 435, 515, 516, 660, 800, 915, 925, 1100, 1515,
        1600, 1700]

TRIPLET = dict(
    equations="""w : 1
dr1/dt = -r1/(16.8*ms) : 1 (event-driven)
dr2/dt = -r2/(101*ms) : 1 (event-driven)
do1/dt = -o1/(33.7*ms) : 1 (event-driven)
do2/dt = -o2/(125*ms) : 1 (event-driven)""",
    pre="""w = clip(w - o1*(0.007 + 0.0023*r2), 0, 2)
{r1}
{r2}""",
    post="""w = clip(w + r1*(0.002 + 0.0062*o2), 0, 2)
{o1}
{o2}""")
ALL = dict(r1="r1 += 1", r2="r2 += 1", o1="o1 += 1", o2="o2 += 1")
NEAREST = dict(r1="r1 = 1", r2="r2 = 1", o1="o1 = 1", o2="o2 = 1")


def triplet(how):
    return {key: text.format(**how) for key, text in TRIPLET.items()}


RULES = {
    "stdp_triplet": triplet(ALL),
    "stdp_triplet_nearest": triplet(NEAREST),
    "stdp_nearest": dict(
        equations="""w : 1
dx/dt = -x/(15*ms) : 1 (event-driven)
dy/dt = -y/(30*ms) : 1 (event-driven)""",
        pre="""w = clip(w - 0.015*2*(w/2)**0.7*y, 0, 2)
x = 1""",
        post="""w = clip(w + 0.02*2*(1 - w/2)**0.4*x, 0, 2)
y = 1"""),
    "stdp_inhibitory": dict(
        equations="""w : 1
dx/dt = -x/(20*ms) : 1 (event-driven)
dy/dt = -y/(20*ms) : 1 (event-driven)""",
        pre="""w = clip(w + 0.002*2*(y - 2*0.01*20), 0, 2)
x += 1""",
        post="""w = clip(w + 0.002*2*x, 0, 2)
y += 1"""),
}


def short_term(tau_facil):
    decay = "0 : 1" if tau_facil == 0 else f"-u/({tau_facil}*ms) : 1 (event-driven)"
    equations = "dx/dt = (1 - x)/(130*ms) : 1 (event-driven)\n"
    equations += "u : 1\n" if tau_facil == 0 else f"du/dt = {decay}\n"
    pre = ("u = 0.3" if tau_facil == 0 else "u += 0.3*(1 - u)") + "\nv_post = u*x\nx -= u*x\n"
    return dict(equations=equations, pre=pre, post="")


SHORT_TERM = {"tsodyks_markram_depressing": short_term(0),
              "tsodyks_markram_facilitating": short_term(530)}


def generator(ticks):
    return b.SpikeGeneratorGroup(1, np.zeros(len(ticks), int), np.array(ticks) * TICK)


def weights(rule):
    source, target = generator(PRE), generator(POST)
    synapse = b.Synapses(source, target, rule["equations"], on_pre=rule["pre"],
                         on_post=rule["post"])
    synapse.connect()
    synapse.w = 1
    synapse.pre.delay = 1.5 * b.ms
    synapse.pre.order = 0
    synapse.post.order = 1
    network = b.Network(source, target, synapse)
    values, now = [], 0
    for tick in (200, 600, 1200, 2000):
        network.run((tick + 1 - now) * TICK)
        now = tick + 1
        values.append(synapse.w[0])
    return values


def deliveries(rule):
    source = generator(PRE)
    target = b.NeuronGroup(1, "v : 1")
    synapse = b.Synapses(source, target, rule["equations"], on_pre=rule["pre"])
    synapse.connect()
    synapse.x = 1
    synapse.pre.delay = 1.5 * b.ms
    network = b.Network(source, target, synapse)
    values, now = [], 0
    for tick in PRE:
        network.run((tick + 16 - now) * TICK)
        now = tick + 16
        values.append(target.v[0])
    return values


def main(names):
    for name in names or [*RULES, *SHORT_TERM]:
        values = weights(RULES[name]) if name in RULES else deliveries(SHORT_TERM[name])
        text = "".join(f"{value:.12g}\n" for value in values)
        (pathlib.Path(__file__).parent / f"{name}.txt").write_text(text)


main(sys.argv[1:])
