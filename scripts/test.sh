#!/usr/bin/env bash
# Installs what is missing, builds, runs every test.
# Usage: scripts/test.sh [release|debug|asan] [--torch wheel|PATH] [CMake options]; see scripts/build.sh
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh
scripts/build.sh "$@" -DDRAGOMAN_TESTS=ON
source scripts/build_choice.sh
ctest --test-dir "$folder" --output-on-failure --parallel "$(nproc)"
