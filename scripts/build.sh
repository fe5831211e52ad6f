#!/usr/bin/env bash
# Configures and builds. Usage: scripts/build.sh [release|debug|asan] [CMake options]
#   -> build/<preset>/dragoman
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
case "$preset" in
  release | debug | asan) ;;
  *) echo "scripts/build.sh: unknown preset '$preset'; valid: release, debug, asan" >&2; exit 2 ;;
esac
cmake --preset "$preset" "${@:2}" >/dev/null
cmake --build --preset "$preset" --parallel "$(nproc)"
