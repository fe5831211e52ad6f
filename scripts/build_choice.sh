# shellcheck shell=bash disable=SC2034
# What the arguments of scripts/build.sh and scripts/test.sh choose; sourced by both.
# [release|debug|asan] [--torch wheel|PATH] [CMake options] -> preset, folder, options
preset=release
case "${1:-}" in
  release | debug | asan) preset=$1; shift ;;
  "" | -*) ;;
  *) echo "$0: unknown preset '$1'; valid: release, debug, asan" >&2; exit 2 ;;
esac
folder=build/$preset
options=()
if [ "${1:-}" = --torch ]; then
  libtorch=$(scripts/find_libtorch.sh "${2:-}") || exit 2
  version=$(sed -n 's/^set(PACKAGE_VERSION "\([0-9]*\.[0-9]*\).*/\1/p' "$libtorch/share/cmake/Torch/TorchConfigVersion.cmake")
  folder+=-torch-$version
  options=("-DCMAKE_PREFIX_PATH=$libtorch")
  # What CMake found in another LibTorch of this version must not stay.
  grep -qsx "Torch_DIR:PATH=$libtorch/share/cmake/Torch" "$folder/CMakeCache.txt" || options+=(--fresh)
  shift 2
fi
options+=("$@")
