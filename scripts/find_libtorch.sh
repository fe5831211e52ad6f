#!/usr/bin/env bash
# Prints the folder of a LibTorch: the one with lib, include and share/cmake/Torch.
# Usage: scripts/find_libtorch.sh wheel   that of the first Python that has torch: $PYTHON, .venv here, python3
#        scripts/find_libtorch.sh PATH    an unpacked libtorch, a virtual environment, or site-packages/torch
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() { echo "scripts/build.sh: $1" >&2; exit 2; }
advice="install one (python3 -m venv .venv && .venv/bin/pip install torch), or name the folder of an unpacked libtorch"
config=share/cmake/Torch/TorchConfig.cmake
ask='import importlib.util as util; spec = util.find_spec("torch"); print(*(spec.submodule_search_locations if spec else []))'

places=()
if [ "${1:-}" = wheel ]; then
  for python in ${PYTHON:+"$PYTHON"} .venv/bin/python python3; do
    place=$("$python" -c "$ask" 2>/dev/null) && places+=("$place")
  done
else
  places=("${1:-}" "${1:-}"/lib/python3*/site-packages/torch)
fi
for place in "${places[@]}"; do
  [ -z "$place" ] || [ ! -f "$place/$config" ] || { realpath "$place"; exit 0; }
done
[ "${1:-}" = wheel ] || refuse "no LibTorch at '${1:-}', which has no $config: $advice"
refuse "no Python among \$PYTHON, .venv and python3 has torch: $advice"
