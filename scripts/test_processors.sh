#!/usr/bin/env bash
# Holds the promise that a sentence's translation is the same, to the bit, in any batch and on any number of
# threads, against other processors: runs kernels_test, nn_test, search_test and translations of the sample's test set
# as every processor would that this one can stand in for, by limiting OpenBLAS, oneDNN and Dragoman's own kernels.
# Wherever these have fused multiply-add, all settings must give the same output, too.
# Usage: scripts/test_processors.sh [FOLDER]      after scripts/build.sh; FOLDER is build/release
set -euo pipefail
cd "$(dirname "$0")/.."
# Several programs share the cores: their threads wait for one another asleep, which halves the time.
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
build=${1:-build/release}
dragoman=$build/dragoman
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE ONEDNN_MAX_CPU_ISA DNNL_MAX_CPU_ISA DRAGOMAN_MAX_CPU_ISA

echo "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores"
"$dragoman" train configs/sample.toml --set training.max_epochs=1 --set training.directory="$work/run" \
  2>"$work/train.log" || { cat "$work/train.log"; exit 1; }
model=$work/run/best.safetensors
head -n 200 data/sample/test.en >"$work/source"

# A line of text, score and attention for each sentence, all digits of the score.
translation() { # PRECISION BATCH THREADS
  "$dragoman" translate "$model" --input "$work/source" --alignment json --precision "$1" --batch-size "$2" \
    --threads "$3" 2>/dev/null | sha256sum | cut -c 1-16
}

outputs_of() { # PRECISION
  local batches="1 7 64 1000" threads="1 2 3"
  [ "$1" = fp32 ] || { batches="1 64" threads="1 2"; }
  for batch in $batches; do for count in $threads; do translation "$1" "$batch" "$count"; done; done | sort -u
}

# The first program that fails, whose output it shows.
run_tests() {
  for program in kernels_test search_test nn_test; do
    "$build/tests/$program" --gtest_brief=1 >"$work/$program.log" 2>&1 || { cat "$work/$program.log" >&2; echo "$program FAILED"; return; }
  done
  echo passed
}

failed=0
declare -A fused=()  # of each precision the output with fused multiply-add
check() { # NAME [fused], with the setting in the environment
  local outputs all="" verdict=equal tests begun=$SECONDS
  run_tests >"$work/tests" &  # beside the translations, which leave a core idle half the time
  for precision in fp32 bf16 int8; do
    outputs=$(outputs_of $precision)
    all+=" $(head -n 1 <<<"$outputs")"
    [ "$(wc -l <<<"$outputs")" -eq 1 ] || verdict="$precision: $(wc -l <<<"$outputs") DIFFERENT OUTPUTS"
    [ "${2:-}" = fused ] || continue
    [ "$outputs" = "${fused[$precision]:=$outputs}" ] || verdict="$precision: NOT AS IN OTHER SETTINGS"
  done
  wait $!
  tests=$(<"$work/tests")
  printf '%-34s 20 translations: %s (%s)  tests %s  (%d s)\n' "$1" "$verdict" "${all# }" "$tests" $((SECONDS - begun))
  [ "$verdict $tests" = "equal passed" ] || failed=1
}

has() { grep -qw -- "$1" /proc/cpuinfo; }
absent() { printf '%-34s not on this processor\n' "$1"; }

# Whether our kernels, with this limit, multiply and add in one rounding.
fuses() {
  case $1 in
    AVX* | NEON) echo fused ;;
  esac
}

# The best set of this processor's, which is what runs where nothing limits it.
usual=$({ DRAGOMAN_MAX_CPU_ISA=none "$dragoman" --version 2>&1 || true; } | sed -n 's/.*this processor has \([A-Z0-9_]*\).*/\1/p')
check "as it is ($usual)" "$(fuses "$usual")"
for core in Prescott Nehalem Sandybridge Haswell Zen SkylakeX; do
  case $core in
    Sandybridge) has avx ;;
    Haswell | Zen) has avx2 ;;
    SkylakeX) has avx512f ;;
  esac || { absent "OPENBLAS_CORETYPE=$core"; continue; }
  OPENBLAS_CORETYPE=$core check "OPENBLAS_CORETYPE=$core" "$(fuses "$usual")"
done
for limit in SSE41 AVX2 AVX512_CORE; do
  case $limit in
    AVX2) has avx2 ;;
    AVX512_CORE) has avx512bw ;;
  esac || { absent "ONEDNN_MAX_CPU_ISA=$limit"; continue; }
  ONEDNN_MAX_CPU_ISA=$limit DNNL_MAX_CPU_ISA=$limit check "ONEDNN_MAX_CPU_ISA=$limit" "$(fuses "$usual")"
done
for limit in SCALAR EMU128 SSE2 SSSE3 SSE4 AVX2 AVX3 AVX3_VNNI AVX3_DL AVX3_ZEN4 AVX3_SPR AVX3_AMX NEON; do
  DRAGOMAN_MAX_CPU_ISA=$limit "$dragoman" --version >/dev/null 2>&1 || { absent "DRAGOMAN_MAX_CPU_ISA=$limit"; continue; }
  DRAGOMAN_MAX_CPU_ISA=$limit check "DRAGOMAN_MAX_CPU_ISA=$limit" "$(fuses "$limit")"
done
exit $failed
