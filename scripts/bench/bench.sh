#!/usr/bin/env bash
# Speed, measured on this machine with nothing else running. Usage:
#   scripts/bench/bench.sh train [ROUNDS]   Dragoman against the plain PyTorch program and against the limit of the
#                                           products (5 rounds; needs data/multi30k, python3-torch, sentencepiece)
#   scripts/bench/bench.sh translate MODEL [ROUNDS]   beam search against a plain PyTorch program with the same
#                                           model (3 rounds)
#   scripts/bench/bench.sh kernels          products, pointwise kernels and steps of growing size (Google Benchmark)
set -euo pipefail
cd "$(dirname "$0")/../.."
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
case "${1:-}" in
train) exec python3 scripts/bench/train.py --rounds "${2:-5}" ;;
translate) exec python3 scripts/bench/translate.py "${2:?a model file is needed}" --rounds "${3:-3}" ;;
kernels)
  cmake --build build/release --target dragoman_bench >&2
  exec build/release/dragoman_bench --benchmark_min_time=0.3 ;;
*)
  sed -n 's/^#   //p' "$0" >&2
  exit 2 ;;
esac
