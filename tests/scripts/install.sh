#!/usr/bin/env bash
# scripts/install.sh on distributions that offer all, lack what is wished, lack what is needed, or have no apt;
# apt and dpkg are stand-ins that note what they were asked. Usage: install.sh SOURCE_DIR SCRATCH_DIR
set -euo pipefail
source=$1 scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch/bin" "$scratch/tree/scripts"
cd "$scratch"
cp "$source/scripts/install.sh" "$source/scripts/packages.txt" tree/scripts/
for tool in bash cat dirname grep env realpath; do ln -s "$(command -v $tool)" bin/$tool; done
printf 'PRETTY_NAME="Some Linux 1"\n' >release

stand_in() { printf '#!/bin/bash\n%s\n' "$2" >"bin/$1" && chmod +x "bin/$1"; }
stand_in id 'echo 0'
stand_in dpkg-query '[ "${@: -1}" = cmake ] && echo installed'
stand_in apt-cache 'grep -qx "$2" "$ABSENT" && echo "  Candidate: (none)" || echo "  Candidate: 1.0"'
stand_in apt-get 'echo "$@" >>"$ASKED"'

# run EXIT_CODE ABSENT_PACKAGE... : packages that the distribution does not offer
run() {
  local expected=$1 status=0
  shift
  printf '%s\n' "$@" >absent
  : >asked
  env -i PATH="$scratch/bin" ABSENT="$scratch/absent" ASKED="$scratch/asked" OS_RELEASE="$scratch/release" \
    bash tree/scripts/install.sh $lists >out 2>error || status=$?
  [ $status -eq "$expected" ] || { echo "exit code $status instead of $expected:"; cat error; exit 1; }
}
says() { grep -q -- "$1" error || { echo "instead of '$1':"; cat error; exit 1; }; }
asked() { grep -q "install.* $1" asked || { echo "not asked for $1:"; cat asked; exit 1; }; }
not_asked() { ! grep -q "install.* $1" asked || { echo "asked for $1:"; cat asked; exit 1; }; }

lists=
run 0 none
says "on Some Linux 1: installing"
asked libtorch-dev
asked libjemalloc2
not_asked "cmake "

run 0 libjemalloc2
says "Some Linux 1 offers no libjemalloc2; it is wished"
asked libtorch-dev
not_asked libjemalloc2

run 1 libtorch-dev libhwy-dev
says "Some Linux 1 offers no libhwy-dev libtorch-dev"
not_asked ccache

lists="$scratch/more"
echo groff >more
run 0 none
asked groff
echo "groff maybe" >more
run 2 none
says "'maybe' means nothing"

lists=
rm bin/apt-get bin/dpkg-query
run 1 none
says "Some Linux 1 has no apt-get; install what Debian 12 calls: .*libtorch-dev"
