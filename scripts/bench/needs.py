"""What a benchmark needs besides the build: says in one line what is missing and what to do, and ends with 1."""
import functools
import importlib.util
import os
import shutil
import subprocess
import sys


def stop(what):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {what}")


def need_program(name, package):
    if not shutil.which(name):
        stop(f"{name} is missing: apt-get install {package}")


def need_file(path, remedy):
    if not os.path.exists(path):
        stop(f"{path} is missing: {remedy}")


def need_torch():
    """For a program that imports it."""
    if not importlib.util.find_spec("torch"):
        stop(f"{sys.executable} has no torch: apt-get install python3-torch for /usr/bin/python3, or run this by a "
             "Python that has it")


def has_torch(python):
    probe = "import importlib.util, sys; sys.exit(not importlib.util.find_spec('torch'))"
    try:
        return subprocess.run([python, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


@functools.cache
def python_with_torch():
    """The Python of the PyTorch programs: $PYTHON, or the first with torch of this one, Debian's and the path's."""
    named = os.environ.get("PYTHON")
    for python in [named] if named else [sys.executable, "/usr/bin/python3", "python3"]:
        if has_torch(python):
            print(f"PyTorch of {python}", file=sys.stderr)
            return python
    if named:
        stop(f"PYTHON={named} has no torch: name a Python that has it")
    return stop("no Python with torch: apt-get install python3-torch, or name one by PYTHON=/path/to/python3")
