#!/usr/bin/env bash
# Configures and builds. Usage: scripts/build.sh [release|debug|asan] [--torch wheel|PATH] [CMake options]
#   -> build/<preset>/dragoman
#   --torch wheel   with the LibTorch of the first Python that has torch ($PYTHON, .venv here, python3) instead of
#                   Debian's, or with the one at PATH: an unpacked libtorch, a virtual environment
#                   -> build/<preset>-torch-<version>/dragoman
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/build_choice.sh
cmake --preset "$preset" -B "$folder" "${options[@]}" | sed -n 's/^-- \(LibTorch .*\|Kernels for GPUs.*\)/\1/p'
cmake --build "$folder" --parallel "$(nproc)"
