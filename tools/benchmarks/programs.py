"""Runs programs."""
import json
import os
import subprocess


class BenchmarkError(Exception):
    """What stops a benchmark: told in one line; `status` is the exit status."""

    def __init__(self, message, status=3):
        super().__init__(message)
        self.status = status


def run_program(command, folder=None):
    """Its standard output."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        complaint = done.stderr.strip().splitlines() or ["no message"]
        raise BenchmarkError(f"{os.path.basename(command[0])} ended with status "
                             f"{done.returncode}: {complaint[-1]}")
    return done.stdout


def run_json(command, folder=None):
    """The last line of its standard output, which is JSON."""
    return json.loads(run_program(command, folder).strip().splitlines()[-1])
