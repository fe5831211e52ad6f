#!/usr/bin/env bash
# Installs the build into a scratch folder and moves it, builds a program that finds the package there, trains
# a small model and lets the program translate, with nothing of the build tree. Usage: run.sh SOURCE_DIR BUILD_DIR SCRATCH_DIR
set -euo pipefail
source=$1 build=$2 scratch=$3
rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --prefix "$scratch/first" >/dev/null
mv "$scratch/first" "$scratch/prefix"
cmake -G Ninja -S "$source/tests/install" -B "$scratch/build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_PREFIX_PATH="$scratch/prefix" >"$scratch/configure.log" 2>&1 || { cat "$scratch/configure.log"; exit 1; }
cmake --build "$scratch/build"

# Runs a program and refuses a module of any other place than the moved prefix.
with_installed_module() {
  rm -f "$scratch"/loaded.*
  LD_DEBUG=files LD_DEBUG_OUTPUT="$scratch/loaded" "$@"
  module=$(sed -n 's/.*calling init: \(.*dragoman_sentencepiece.*\)/\1/p' "$scratch"/loaded.*)
  [[ -n "$module" && "$(realpath "$module")" == "$(realpath "$scratch/prefix")"/* ]] ||
    { echo "$1 loaded '$module', which is not in $scratch/prefix" >&2; exit 1; }
}

cd "$source"
head -n 300 data/sample/train.en >"$scratch/train.en"
head -n 300 data/sample/train.de >"$scratch/train.de"
with_installed_module "$scratch/prefix/bin/dragoman" train configs/sample.toml \
  --set data.train_source="$scratch/train.en" --set data.train_target="$scratch/train.de" \
  --set data.valid_source='""' --set data.valid_target='""' \
  --set vocabulary.size=400 --set training.max_updates=5 --set training.directory="$scratch/run"
sentence=$(head -n 1 "$scratch/train.en")
ours=$(echo "$sentence" | "$scratch/prefix/bin/dragoman" translate "$scratch/run/best.safetensors")
with_installed_module "$scratch/build/consumer" "$scratch/run/best.safetensors" "$sentence" >"$scratch/translation"
theirs=$(cat "$scratch/translation")
echo "'$sentence' -> '$theirs'"
[ "$ours" = "$theirs" ]
