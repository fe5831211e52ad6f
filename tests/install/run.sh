#!/usr/bin/env bash
# Installs the build into a scratch folder, builds a program that finds the package there, trains a
# small model and lets the program translate. Usage: run.sh SOURCE_DIR BUILD_DIR SCRATCH_DIR
set -euo pipefail
source=$1 build=$2 scratch=$3
rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --prefix "$scratch/prefix" >/dev/null
cmake -G Ninja -S "$source/tests/install" -B "$scratch/build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_PREFIX_PATH="$scratch/prefix" >"$scratch/configure.log" 2>&1 || { cat "$scratch/configure.log"; exit 1; }
cmake --build "$scratch/build"

cd "$source"
head -n 300 data/sample/train.en >"$scratch/train.en"
head -n 300 data/sample/train.de >"$scratch/train.de"
"$scratch/prefix/bin/dragoman" train configs/sample.toml \
  --set data.train_source="$scratch/train.en" --set data.train_target="$scratch/train.de" \
  --set data.valid_source='""' --set data.valid_target='""' \
  --set vocabulary.size=400 --set training.max_updates=5 --set training.directory="$scratch/run"
sentence=$(head -n 1 "$scratch/train.en")
ours=$(echo "$sentence" | "$scratch/prefix/bin/dragoman" translate "$scratch/run/best.safetensors")
theirs=$("$scratch/build/consumer" "$scratch/run/best.safetensors" "$sentence")
echo "'$sentence' -> '$theirs'"
[ "$ours" = "$theirs" ]
