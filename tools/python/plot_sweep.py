#!/usr/bin/env python3
"""A metric over one swept key, or over two as a map: plot_sweep.py SWEEP.h5 METRIC PICTURE

Shows the first swept key, or the first two, of a grid of numbers. An example of how meniscus.py and
matplotlib go together.
"""

import argparse

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import meniscus


def label(sweep, key):
    unit = sweep.unit("points/keys/" + key.replace("/", "|"))
    return f"{key} ({unit})" if unit else key


def plot(sweep, metric):
    points = sweep.point_arrays()
    x_key, *others = sweep.keys
    figure, axes = plt.subplots(figsize=(6, 4))
    axes.set_xlabel(label(sweep, x_key))
    if not others:
        axes.errorbar(points[x_key], points[metric], points[metric + "_sd"], marker="o", capsize=3)
        axes.set_ylabel(metric)
    else:
        x, column = np.unique(points[x_key], return_inverse=True)
        y, row = np.unique(points[others[0]], return_inverse=True)
        grid = np.full((len(y), len(x)), np.nan)
        for r, c in set(zip(row, column)):
            grid[r, c] = np.nanmean(points[metric][(row == r) & (column == c)])
        image = axes.imshow(grid, origin="lower", aspect="auto")
        axes.set_xticks(range(len(x)), [f"{value:g}" for value in x])
        axes.set_yticks(range(len(y)), [f"{value:g}" for value in y])
        axes.set_ylabel(label(sweep, others[0]))
        figure.colorbar(image, label=metric)
    figure.tight_layout()
    return figure


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sweep", help="table of meniscus sweep")
    parser.add_argument("metric", help="e.g. rate_exc")
    parser.add_argument("picture", help="e.g. sweep.png, sweep.pdf")
    arguments = parser.parse_args()
    with meniscus.Sweep(arguments.sweep) as opened:
        if arguments.metric not in opened.metrics:
            parser.error(f"no metric {arguments.metric}; there are {', '.join(opened.metrics)}")
        plot(opened, arguments.metric).savefig(arguments.picture, dpi=150)
