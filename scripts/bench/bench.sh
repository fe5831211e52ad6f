#!/usr/bin/env bash
# Training speed, Dragoman against the plain PyTorch program of the same model (pytorch_seq2seq.py), run
# in turn on the same machine, corpus, vocabulary, batch size and threads. Prints target tokens/s (end of
# sentence counted, padding not), medians over the rounds. Usage:
#   scripts/bench/bench.sh train [ROUNDS]   (3 rounds; needs data/multi30k, python3-torch, sentencepiece)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "${1:-}" = train ] || { echo "usage: scripts/bench/bench.sh train [ROUNDS]" >&2; exit 2; }
rounds=${2:-3}
threads=$(nproc)
warm_up=20 timed=30
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dragoman=build/release/dragoman
# Both programs get the OpenMP build of OpenBLAS, the better one for both.
openblas=$(ls -d /usr/lib/*/openblas-openmp 2>/dev/null | head -n 1)

for side in en de; do zcat "data/multi30k/train.$side.gz" >"$scratch/train.$side"; done
"$dragoman" vocab --input "$scratch/train.en" "$scratch/train.de" --size 8000 --output "$scratch/joint.model" 2>/dev/null
for side in en de; do
  spm_encode --model="$scratch/joint.model" --output_format=id <"$scratch/train.$side" >"$scratch/ids.$side"
done

ours() { # decoder cell attention
  rm -rf "$scratch/run"
  "$dragoman" train scripts/bench/model.toml --set training.directory="$scratch/run" \
    --set vocabulary.source_model="$scratch/joint.model" --set model.decoder.kind="$1" \
    --set model.decoder.cell="$2" --set model.encoder.cell="$2" --set model.attention.kind="$3" \
    --set runtime.threads="$threads" --set training.max_updates=$((warm_up + timed)) 2>/dev/null
  python3 - "$scratch/run/metrics.jsonl" $timed <<'PY'
import json, sys
updates = [json.loads(line) for line in open(sys.argv[1])][-int(sys.argv[2]):]
print(sum(u["target_tokens"] for u in updates) / sum(u["seconds"] for u in updates))
PY
}

theirs() { # decoder cell attention batching output
  LD_LIBRARY_PATH=$openblas /usr/bin/python3 scripts/bench/pytorch_seq2seq.py --source "$scratch/ids.en" \
    --target "$scratch/ids.de" --decoder "$1" --cell "$2" --attention "$3" --batching "$4" --output "$5" \
    --threads "$threads" --warmup-updates $warm_up --updates $timed |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["target_tokens_per_second"])'
}

median() { sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

printf '%-34s %10s %10s %10s %8s %8s\n' model dragoman shuffled bucketed ratio ratio
for model in "luong lstm general" "bahdanau gru additive" "conditional gru additive"; do
  for round in $(seq "$rounds"); do
    # shellcheck disable=SC2086
    { ours $model >>"$scratch/ours"; theirs $model shuffled all >>"$scratch/shuffled"
      theirs $model bucketed real >>"$scratch/bucketed"; }
  done
  a=$(median <"$scratch/ours") b=$(median <"$scratch/shuffled") c=$(median <"$scratch/bucketed")
  printf '%-34s %10.0f %10.0f %10.0f %8.2f %8.2f\n' "$model" "$a" "$b" "$c" \
    "$(awk "BEGIN {print $a / $b}")" "$(awk "BEGIN {print $a / $c}")"
  rm -f "$scratch/ours" "$scratch/shuffled" "$scratch/bucketed"
done
