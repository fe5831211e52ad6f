#!/usr/bin/env bash
# Installs what is missing, builds, runs every test. Usage: scripts/test.sh [release|debug|asan]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh
scripts/build.sh "${1:-release}" -DDRAGOMAN_TESTS=ON
ctest --preset "${1:-release}" --parallel "$(nproc)"
