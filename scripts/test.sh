#!/usr/bin/env bash
# Installs what is missing, builds, runs every test.
# Usage: scripts/test.sh [--all] [release|debug|asan] [--torch wheel|PATH] [CMake options]; see scripts/build.sh
#   --all   also what programs of others make of our files: Chromium (from the distribution), and sacreBLEU,
#           safetensors and TensorBoard (from PyPI)
set -euo pipefail
cd "$(dirname "$0")/.."
# Several programs share the cores: their threads wait for one another asleep, which halves the time.
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
all=false
if [ "${1:-}" = --all ]; then all=true && shift; fi
scripts/install.sh
scripts/build.sh "$@" -DDRAGOMAN_TESTS=ON
source scripts/build_choice.sh
ctest --test-dir "$folder" --output-on-failure --parallel "$(nproc)"
if $all; then
  scripts/test_outside.sh "$folder/dragoman"
else
  echo "left out: what Chromium, sacreBLEU, safetensors and TensorBoard make of our files; scripts/test.sh --all asks them"
fi
