#!/usr/bin/env bash
# Tests and speed on a machine with an NVIDIA GPU that has PyPI's torch, and none of Dragoman's other libraries.
# Usage: scripts/bench/gpu.sh pack           here: builds with the kernels for GPUs against PyPI's torch ($PYTHON, .venv,
#                                            python3) and gathers what the other machine lacks -> build/gpu
#        scripts/bench/gpu.sh run [OPTIONS]  there, with the same torch: runs every test that a GPU can change, then the
#                                            benchmarks of gpu.py (--device, --seconds, --output), and writes tables
# build/gpu stands for itself: copy it, and run build/gpu/scripts/bench/gpu.sh run.
set -euo pipefail
cd "$(dirname "$0")/../.."
case "${1:-}" in
pack)
  scripts/build.sh release --torch wheel -DDRAGOMAN_CUDA=ON -DDRAGOMAN_TESTS=ON >&2
  # shellcheck source=scripts/build_choice.sh
  set -- release --torch wheel && . scripts/build_choice.sh
  rm -rf build/gpu
  mkdir -p build/gpu/lib build/gpu/tests
  for program in "$folder"/dragoman "$folder"/tests/{kernels,nn,search,training}_test "$folder"/libdragoman_*.so; do
    place=build/gpu/${program#"$folder"/}
    [[ $program == *.so ]] && place=build/gpu/lib/$(basename "$program")
    strip -o "$place" "$program"
  done
  # What is not LibTorch's, CUDA's or the C library's.
  for program in build/gpu/dragoman build/gpu/tests/* build/gpu/lib/libdragoman_*.so; do ldd "$program"; done |
    awk '$3 ~ /^\// {print $3}' | sort -u |
    grep -Ev "$libtorch|/nvidia/|/cuda|/(libc|libm|libdl|librt|libpthread|libutil|ld-linux[^/]*|libgomp)\.so" |
    xargs -I{} cp -L {} build/gpu/lib/
  mkdir -p build/gpu/scripts
  cp -r scripts/bench build/gpu/scripts/
  du -sm build/gpu | sed 's/\t.*/ MB in build\/gpu/' ;;
run)
  shift
  python=$(command -v "${PYTHON:-python3}")
  torch=$("$python" -c 'import torch, os; print(os.path.dirname(torch.__file__))') ||
    { echo "scripts/bench/gpu.sh: $python has no torch: name one that has by PYTHON=/path/to/python3" >&2; exit 1; }
  libraries=$(find "$torch/lib" "$torch"/../nvidia -name '*.so*' -printf '%h\n' 2>/dev/null | sort -u | tr '\n' ':')
  export LD_LIBRARY_PATH=$PWD/lib:$libraries${LD_LIBRARY_PATH:-}
  exec "$python" scripts/bench/gpu.py "$@" ;;
*)
  sed -n 's/^# //p' scripts/bench/gpu.sh >&2
  exit 2 ;;
esac
