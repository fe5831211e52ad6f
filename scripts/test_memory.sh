#!/usr/bin/env bash
# The tests of every room under AddressSanitizer and UndefinedBehaviorSanitizer, with the standard library's own checks.
# Sanitized is what is ours; the tests themselves are built as for a release, whose objects ccache has.
# Usage: scripts/test_memory.sh [CTest options]   -> build/asan
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset asan -DDRAGOMAN_TESTS=ON >/dev/null
cmake --build build/asan --parallel "$(nproc)"
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
# Memory that LibTorch keeps to its end is no leak of ours, and vectors that grow in the tests are not marked.
export ASAN_OPTIONS=detect_leaks=0:detect_container_overflow=0:alloc_dealloc_mismatch=0
export UBSAN_OPTIONS=print_stacktrace=1
exec ctest --test-dir build/asan --output-on-failure --parallel "$(nproc)" \
  --tests-regex '^(base|config|kernels|metrics|align|text|nn|search|training|report|serve|cli_.)$' "$@"
