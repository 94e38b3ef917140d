"""Measurements as text, and what follows from them."""
import statistics

from benchmarks.limit import limit_of

RATE_TOLERANCE = 0.03  # simulators of one network must agree so far


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def summary(network, runs, costs):
    """One simulator's row: medians over the repeats."""
    row = {key: median(runs, key) for key in (
        "cpu", "wall", "build_cpu", "build_wall", "simulated", "rate", "spikes", "events",
        "synapses", "bytes_per_synapse", "peak_memory")}
    row["precision"] = runs[0]["precision"]
    row["cpu_per_second"] = row["cpu"] / row["simulated"]
    row["wall_per_second"] = row["wall"] / row["simulated"]
    row["events_per_cpu_second"] = row["events"] / row["cpu"]
    if network.name == "D":
        row["samples_per_cpu_second"] = row["simulated"] / 0.25 / row["cpu"]
    if costs:
        row["limit_per_second"] = limit_of(network, runs[0], costs) / row["simulated"]
        row["distance_from_limit"] = row["cpu_per_second"] / row["limit_per_second"]
    return row


def compare(rows, runs):
    """Brian2 over each other simulator: the ratio of CPU times over pairs of repeats, the rates."""
    if "Brian2" not in rows:
        return {}
    comparisons = {}
    for name in rows:
        if name == "Brian2":
            continue
        ratios = sorted(theirs["cpu"] / ours["cpu"]
                        for ours, theirs in zip(runs[name], runs["Brian2"]))
        difference = abs(rows[name]["rate"] / rows["Brian2"]["rate"] - 1.0)
        comparisons[name] = {
            "ratio": statistics.median(ratios), "lowest": ratios[0], "highest": ratios[-1],
            "rate_difference": difference, "agree": difference <= RATE_TOLERANCE}
    return comparisons


def disagrees(result):
    return any(not comparison["agree"] for comparison in result["comparisons"].values())


def amount(value):
    """Three digits, with commas where large."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


COLUMNS = ("simulator", "precision", "CPU s/s", "wall s/s", "build CPU s", "build wall s",
           "events/CPU s", "B/synapse", "peak MB", "rate Hz", "limit s/s", "x limit")


def cells(name, row, wrong):
    return (name, row["precision"], amount(row["cpu_per_second"]), amount(row["wall_per_second"]),
            amount(row["build_cpu"]), amount(row["build_wall"]),
            f"{row['events_per_cpu_second']:.3g}", amount(row["bytes_per_synapse"]),
            amount(row["peak_memory"] / 1e6), f"{row['rate']:.2f}" + (" WRONG" if wrong else ""),
            amount(row["limit_per_second"]) if "limit_per_second" in row else "-",
            amount(row["distance_from_limit"]) if "distance_from_limit" in row else "-")


def aligned(lines):
    """Rows of cells as columns of text."""
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
                     for line in lines)


def text_of(result):
    """The table of one network."""
    wrong = disagrees(result)
    lines = [COLUMNS] + [cells(name, row, wrong) for name, row in result["rows"].items()]
    text = f"{result['network']}: {result['title']}; {result['seconds']:g} s simulated\n"
    text += aligned(lines) + "\n"
    for row_name, row in result["rows"].items():
        if "samples_per_cpu_second" in row:
            text += f"{row_name}: {row['samples_per_cpu_second']:.0f} samples per CPU second\n"
    for name, comparison in result["comparisons"].items():
        text += (f"Brian2 / {name}, CPU time: {comparison['ratio']:.2f} "
                 f"({comparison['lowest']:.2f} to {comparison['highest']:.2f})\n")
        if not comparison["agree"]:
            text += f"WRONG: the rates differ by {100 * comparison['rate_difference']:.1f} %\n"
    return text + "".join(f"{note}\n" for note in result["notes"])


def cost(row):
    if "samples_per_cpu_second" in row:
        return f"{row['samples_per_cpu_second']:,.0f} samples/s"
    return f"{amount(row['cpu_per_second'])} s"


def ratio(comparison):
    return (f"{comparison['ratio']:.1f} ({comparison['lowest']:.1f}–{comparison['highest']:.1f})"
            + ("" if comparison["agree"] else " WRONG"))


def markdown_of(results):
    """The README's table: a line per network and precision of Meniscus."""
    lines = ["| network | Meniscus | Brian2 | ratio | bytes per synapse | rate | from the limit |",
             "|---|---|---|---|---|---|---|"]
    for result in results:
        theirs = result["rows"].get("Brian2")
        title = f"{result['network']}: {result['title']}"
        for name, ours in result["rows"].items():
            if name == "Brian2":
                continue
            comparison = result["comparisons"].get(name)
            memory = " / ".join(amount(row["bytes_per_synapse"]) for row in (ours, theirs)
                                if row and row["synapses"]) or "–"
            rates = " / ".join(f"{row['rate']:.1f}" for row in (ours, theirs) if row) + " Hz"
            far = f"{ours['distance_from_limit']:.1f}×" if "distance_from_limit" in ours else "–"
            single = ours["precision"].startswith("single")
            lines.append(f"| {'… in single precision' if single else title} | {cost(ours)} | "
                         f"{cost(theirs) if theirs and not single else '–'} | "
                         f"{ratio(comparison) if comparison else '–'} | {memory} | {rates} | {far} |")
    return "\n".join(lines) + "\n"
