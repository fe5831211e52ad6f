#!/usr/bin/env bash
# Checks the layout of all sources (.clang-format) and, file by file, .clang-tidy: functions of at most
# 60 lines among it. Usage: scripts/lint.sh [FILE.cpp...]   (no file: all of src; slow, LibTorch is large)
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.h' '*.cpp' '*.cu' | xargs clang-format --dry-run -Werror

files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'src/*.cpp')
torch=/usr/include/torch/csrc/api/include
common=(-Iinclude -Isrc -isystem "$torch" -isystem /usr/include/editline -Wno-everything -fopenmp
  '-DDRAGOMAN_VERSION="lint"')
failed=0
for file in "${files[@]}"; do
  # Clang cannot read LibTorch 1.13 with GCC 12's library in C++20; what uses LibTorch is read as C++17.
  standard=c++20
  case "$file" in src/nn/* | src/search/* | src/training/* | src/text/batch*.cpp | src/cli/*) standard=c++17 ;; esac
  clang-tidy --quiet "$file" -- -std=$standard "${common[@]}" 2>/dev/null || { echo "^ $file"; failed=1; }
done
exit $failed
