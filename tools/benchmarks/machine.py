"""What was measured where, with what."""
import os
import re
import subprocess


def first_line(command):
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.splitlines()[0] if asked.stdout else ""


def describe(root, meniscus, brian_version):
    with open("/proc/cpuinfo", encoding="ascii") as file:
        processor = re.search(r"model name\s*: (.*)", file.read())
    return {
        "processor": processor[1] if processor else "unknown",
        "cores": len(os.sched_getaffinity(0)),
        "compiler": first_line(["c++", "--version"]),
        "meniscus": first_line([meniscus, "--version"]),
        "brian2": brian_version,
        "commit": first_line(["git", "-C", root, "describe", "--always", "--dirty"]),
    }
