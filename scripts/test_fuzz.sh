#!/usr/bin/env bash
# Feeds the readers of files with what libFuzzer thinks of, under AddressSanitizer and UndefinedBehaviorSanitizer and
# with 1 GiB of memory, beginning with the files in tests/fuzz/seeds. A finding ends it, and its input is kept in
# build/fuzz/findings. Without clang nothing is done, and it ends with 3.
# Usage: [FUZZ_SEED=0] scripts/test_fuzz.sh [SECONDS] [TARGET...]     5 seconds for each target of tests/fuzz
# The inputs are nearly the same each time, but with FUZZ_SEED=0, for long runs.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5}
shift || true
command -v clang++ >/dev/null || { echo "test_fuzz: clang++ is missing: apt-get install clang" >&2; exit 3; }
folder=build/fuzz
mkdir -p build
cmake -S . -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang -DDRAGOMAN_FUZZ=ON \
  -DDRAGOMAN_TESTS=OFF >"$folder.log" 2>&1 || { tail -n 20 "$folder.log" >&2; exit 1; }
cmake --build "$folder" --target fuzz_targets
mkdir -p "$folder/findings"
[ $# -gt 0 ] || set -- $(cd tests/fuzz && for source in *.cpp; do echo "${source%.cpp}"; done)
for target; do
  corpus=$folder/corpus/$target
  mkdir -p "$corpus" "tests/fuzz/seeds/$target"
  "$folder/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -seed="${FUZZ_SEED:-1}" -rss_limit_mb=1024 -malloc_limit_mb=512 -timeout=20 \
    -print_final_stats=1 -artifact_prefix="$folder/findings/$target-" "$corpus" "tests/fuzz/seeds/$target" \
    >"$folder/$target.log" 2>&1 || { tail -n 40 "$folder/$target.log" >&2; echo "test_fuzz: $target: a finding" >&2; exit 1; }
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log") inputs in $seconds s, at most" \
    "$(sed -n 's/^stat::peak_rss_mb: *//p' "$folder/$target.log") MiB, no finding"
done
