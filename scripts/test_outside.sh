#!/usr/bin/env bash
# What programs of others make of our files and our server: trains a small model, then tests/outside/check.py asks
# sacreBLEU, safetensors and TensorBoard (PyPI, in a virtual environment beside the command), and Chromium;
# check_server.py trains another for the server, asks clients of LibreTranslate, and uses the server's page in
# Chromium as a person does.
# Usage: scripts/test_outside.sh [DRAGOMAN]   (build/release/dragoman)
# Exit code 3: they could not be had here.
set -euo pipefail
cd "$(dirname "$0")/.."
# Several programs share the cores: their threads wait for one another asleep, which halves the time.
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
dragoman=$(realpath -e -- "${1:-build/release/dragoman}")
unavailable() { echo "scripts/test_outside.sh: $1: nobody was asked" >&2; exit 3; }
scripts/install.sh scripts/outside.txt || unavailable "Chromium could not be installed"

python=$(dirname "$dragoman")/outside/bin/python
[ -x "$python" ] || /usr/bin/python3 -m venv "$(dirname "$dragoman")/outside"
"$python" -m pip install --quiet --disable-pip-version-check --requirement tests/outside/requirements.txt ||
  unavailable "PyPI does not give what tests/outside/requirements.txt asks for"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" tests/outside/check.py "$dragoman" "$PWD/data/sample" "$scratch"
"$python" tests/outside/check_server.py "$dragoman" configs/sample.toml "$scratch"
