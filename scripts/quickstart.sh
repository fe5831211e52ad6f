#!/usr/bin/env bash
# From a fresh clone to a trained translator: installs what is missing, builds, trains on the sample
# corpus (one to three minutes on two cores), prints BLEU on its test part, translates three sentences.
set -euo pipefail
cd "$(dirname "$0")/.."
options=()
scripts/install.sh
# What is built for the first time is built several files at once.
[ -e build/release/CMakeCache.txt ] || options=(-DDRAGOMAN_UNITY=ON)
scripts/build.sh release -DDRAGOMAN_TESTS=OFF "${options[@]}"
dragoman=build/release/dragoman
run=runs/quickstart

rm -rf "$run"
"$dragoman" train configs/sample.toml --set training.directory="$run"
echo
echo "On the test part of the sample corpus:"
"$dragoman" evaluate "$run/best.safetensors" --source data/sample/test.en --references data/sample/test.de
echo
echo "Three sentences of it, translated:"
sentences=$(awk 'NR % 150 == 10' data/sample/test.en | head -n 3)
paste -d '\n' <(echo "$sentences") <("$dragoman" translate "$run/best.safetensors" <<<"$sentences" | sed 's/^/  -> /')
echo
echo "Now type your own: $dragoman translate $run/best.safetensors"
echo "Serve it to others:   $dragoman serve $run/best.safetensors"
