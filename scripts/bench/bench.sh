#!/usr/bin/env bash
# Speed, measured on this machine with nothing else running. Usage:
#   scripts/bench/bench.sh train [ROUNDS]   Dragoman against the plain PyTorch program and against the limit of the
#                                           products (5 rounds; needs data/multi30k, python3-torch, sentencepiece)
#   scripts/bench/bench.sh translate MODEL [--rounds N] [--shortlist MODEL] [--marian FOLDER]   beam search against a
#                                           plain PyTorch program with the same model, and others (3 rounds)
#   scripts/bench/bench.sh serve MODEL [--clients N] [--seconds T]   the server under load; every answer is compared
#   scripts/bench/bench.sh kernels          products, pointwise kernels and steps of growing size (Google Benchmark)
#   scripts/bench/bench.sh reader CONFIG.toml [KEY=VALUE]...   a prepared corpus (data.prepared) read into batches
# PYTHON=/path/to/python3 names a Python with torch; else it is /usr/bin/python3, or the first on the path.
set -euo pipefail
cd "$(dirname "$0")/../.."
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
stop() { echo "scripts/bench/bench.sh: $1" >&2; exit 1; }
need_google_benchmark() {
  [ -e build/release/CMakeCache.txt ] || stop "build/release is missing: scripts/build.sh release"
  grep -q '^benchmark_DIR:PATH=/' build/release/CMakeCache.txt ||
    stop "Google Benchmark is missing: apt-get install libbenchmark-dev, then scripts/build.sh release"
}
# It runs the comparison, which says when it has no torch (needs.py).
python=$(command -v "${PYTHON:-/usr/bin/python3}" || command -v python3) ||
  stop "python3 is missing: apt-get install python3, or name one by PYTHON=/path/to/python3"
case "${1:-}" in
train)
  need_google_benchmark
  exec "$python" scripts/bench/train.py --rounds "${2:-5}" ;;
translate)
  shift
  exec "$python" scripts/bench/translate.py "$@" ;;
serve)
  shift
  exec "$python" scripts/bench/serve.py "$@" ;;
reader)
  shift
  cmake --build build/release --target dragoman_reader_bench >&2
  exec build/release/dragoman_reader_bench "$@" ;;
kernels)
  need_google_benchmark
  cmake --build build/release --target dragoman_bench >&2
  exec build/release/dragoman_bench --benchmark_min_time=0.3 ;;
*)
  sed -n 's/^#   //p' scripts/bench/bench.sh >&2
  exit 2 ;;
esac
