#!/usr/bin/env bash
# Compiles and links all that is for NVIDIA GPUs, with its tests, against PyPI's torch (as in scripts/build.sh --torch
# wheel). Nothing of it can run without a GPU: scripts/bench/gpu.sh packs what one needs. Exit 3 where nvcc or torch is
# missing.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v nvcc >/dev/null || [ -x /usr/local/cuda/bin/nvcc ] ||
  { echo "scripts/test_cuda.sh: no nvcc here: what is for GPUs is not compiled" >&2; exit 3; }
scripts/find_libtorch.sh wheel >/dev/null 2>&1 ||
  { echo "scripts/test_cuda.sh: no Python here has PyPI's torch: what is for GPUs is not compiled" >&2; exit 3; }
exec scripts/build.sh release --torch wheel -DDRAGOMAN_CUDA=ON -DDRAGOMAN_TESTS=ON
