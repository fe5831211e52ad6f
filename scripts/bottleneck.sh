#!/usr/bin/env bash
# What a fixed vector loses on long sentences: trains the sample corpus with attention `none` and with
# `additive`, everything else equal, and scores the test part's short and long sentences apart.
# Usage: scripts/bottleneck.sh   (after scripts/build.sh; some five minutes on two cores)
set -euo pipefail
cd "$(dirname "$0")/.."
dragoman=build/release/dragoman
parts=runs/bottleneck
mkdir -p $parts
for side in en de; do
  # Long is 18 source words or more.
  paste -d '\t' data/sample/test.en data/sample/test.$side | awk -F '\t' -v out="$parts" -v side=$side \
    '{ print $2 > (out (split($1, words, " ") >= 18 ? "/long." : "/short.") side) }'
done
for kind in none additive; do
  [ -e $parts/$kind/best.safetensors ] ||
    "$dragoman" train configs/sample.toml --set model.attention.kind=$kind --set training.directory=$parts/$kind
  for part in short long; do
    printf '%-9s %-6s %4d sentences  ' $kind $part "$(wc -l <$parts/$part.en)"
    "$dragoman" evaluate $parts/$kind/best.safetensors --source $parts/$part.en --references $parts/$part.de \
      --metrics bleu 2>/dev/null
  done
done
