#!/usr/bin/env bash
# What has threads of its own, under ThreadSanitizer: the server (its queue, batches and sockets, with the searches that it
# runs) and the loader of training batches. All else is built as for a release, whose objects ccache has.
# Usage: scripts/test_threads.sh [GoogleTest options]   -> build/tsan
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset tsan -DDRAGOMAN_TESTS=ON >/dev/null
cmake --build build/tsan --parallel "$(nproc)" --target threads_test
# With one thread OpenMP, whose barriers the sanitizer does not see, has nothing to share.
export OMP_NUM_THREADS=1
exec build/tsan/tests/threads_test "$@"
