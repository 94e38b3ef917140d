#!/usr/bin/env python3
"""Spikes of all recorded populations, and their rates: plot_raster.py RESULT.h5 PICTURE

An example of how meniscus.py and matplotlib go together.
"""

import argparse

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import meniscus


def plot(result, bin_ms):
    figure, (raster, rates) = plt.subplots(2, 1, sharex=True, height_ratios=(3, 1), figsize=(7, 5))
    offset = 0
    for population in result.populations:
        times, neurons = result.spikes(population)
        size = result.size(population)
        line = raster.plot(times, neurons + offset, "|", markersize=2, label=population)[0]
        edges = np.arange(0, (times.max() if len(times) else 0) + bin_ms, bin_ms)
        if len(edges) > 1:
            counts, _ = np.histogram(times, edges)
            hertz = counts / (size * bin_ms / 1000)
            rates.stairs(hertz, edges, color=line.get_color())
        offset += size
    raster.set_ylabel("neuron")
    raster.legend(loc="upper right")
    rates.set_ylabel("rate (Hz)")
    rates.set_xlabel("time (ms)")
    figure.tight_layout()
    return figure


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", help="of meniscus run, with spikes")
    parser.add_argument("picture", help="e.g. raster.png, raster.pdf")
    parser.add_argument("--bin", type=float, default=5.0, help="of the rates [ms]")
    arguments = parser.parse_args()
    with meniscus.Result(arguments.result) as opened:
        plot(opened, arguments.bin).savefig(arguments.picture, dpi=150)
