#!/usr/bin/env bash
# Where a program, a package or a file is missing, the benchmarks end in one line that says what to do.
# Usage: bench.sh SOURCE_DIR SCRATCH_DIR PYTHON
set -euo pipefail
source=$1 scratch=$2 python=$3
rm -rf "$scratch"
mkdir -p "$scratch/bin" "$scratch/tree/scripts"
cp -r "$source/scripts/bench" "$scratch/tree/scripts/"
cd "$scratch/tree"
for tool in bash sed dirname grep; do ln -s "$(command -v $tool)" "$scratch/bin/$tool"; done
# Without its site packages no Python has torch.
printf '#!/bin/sh\nexec "%s" -S "$@"\n' "$("$python" -c 'import sys; print(sys.executable)')" >"$scratch/python"
chmod +x "$scratch/python"

# expect LINE COMMAND...: fails with just this line (a pattern) on standard error.
expect() {
  local line=$1 status=0
  shift
  env -i PATH="$scratch/bin" PYTHON="$scratch/python" "$@" >"$scratch/out" 2>"$scratch/error" || status=$?
  if [ $status -eq 0 ] || [ "$(wc -l <"$scratch/error")" -ne 1 ] || ! grep -q "$line" "$scratch/error"; then
    echo "'$*' ended with $status and, instead of '$line':"
    cat "$scratch/error"
    exit 1
  fi
  echo "ok: $(cat "$scratch/error")"
}

bench="bash scripts/bench/bench.sh"
expect "python3 is missing: apt-get install python3" PYTHON=/nowhere bash -c \
  "command() { return 1; }; export -f command; $bench train"
for what in train kernels; do expect "build/release is missing: scripts/build.sh release" $bench $what; done
mkdir -p build/release data/multi30k
echo "benchmark_DIR:PATH=benchmark_DIR-NOTFOUND" >build/release/CMakeCache.txt
for what in train kernels; do expect "apt-get install libbenchmark-dev" $bench $what; done
echo "benchmark_DIR:PATH=/usr/lib/cmake/benchmark" >build/release/CMakeCache.txt
for what in train "translate model" "serve model"; do
  expect "build/release/dragoman is missing: scripts/build.sh" $bench $what
done
touch build/release/dragoman
for what in translate serve; do expect "model is missing" $bench $what model; done
touch model
for what in train "translate model" "serve model"; do
  expect "multi30k.*is missing: scripts/fetch_multi30k.sh" $bench $what
done
for file in train.en train.de test_2016_flickr.en; do gzip </dev/null >data/multi30k/$file.gz; done
expect "wrk is missing: apt-get install wrk" $bench serve model
for what in train "translate model"; do
  expect "spm_encode is missing: apt-get install sentencepiece" $bench $what
done
printf '#!/bin/sh\n' >"$scratch/bin/spm_encode"
chmod +x "$scratch/bin/spm_encode"
for what in train "translate model"; do
  expect "PYTHON=$scratch/python has no torch" $bench $what
done
for program in pytorch_seq2seq pytorch_translate; do
  expect "has no torch: apt-get install python3-torch" "$scratch/python" scripts/bench/$program.py model
done
