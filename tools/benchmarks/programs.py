"""Runs programs and measures them from outside."""
import json
import os
import subprocess
import tempfile


class BenchmarkError(Exception):
    """What stops a benchmark: told in one line; `status` is the exit status."""

    def __init__(self, message, status=3):
        super().__init__(message)
        self.status = status


def run_program(command, folder=None):
    """Its standard output and the most memory it had resident [bytes]."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=output, stderr=errors, cwd=folder)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        text, complaint = output.read().decode(), errors.read().decode().strip()
    if child.returncode != 0:
        last = complaint.splitlines()[-1] if complaint else "no message"
        raise BenchmarkError(f"{os.path.basename(command[0])} ended with status "
                             f"{child.returncode}: {last}")
    return text, usage.ru_maxrss * 1024


def run_json(command, folder=None):
    """Its standard output as JSON, with `peak_memory` [bytes] seen from outside."""
    text, memory = run_program(command, folder)
    result = json.loads(text.strip().splitlines()[-1])
    result["peak_memory"] = memory
    return result
