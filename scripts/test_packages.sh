#!/usr/bin/env bash
# Builds the Debian packages, lets lintian read them, and tries them in a clean room: installs, trains, translates,
# builds a program against the library, reads the manual, completes, purges. Needs root (scripts/clean_room.sh).
# Usage: scripts/test_packages.sh   -> build/release/packages/*.deb
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh scripts/packaging.txt
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")

build=$PWD/build/release
[ -e "$build/CMakeCache.txt" ] || scripts/build.sh release -DDRAGOMAN_TESTS=OFF
cmake --build "$build" --target dragoman_command dragoman_manual
rm -rf "$build/packages"
(cd "$build" && cpack -B packages)
rm -rf "$build/packages/_CPack_Packages"
lintian --allow-root --fail-on error "$build"/packages/*.deb

files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
cp "$build"/packages/*.deb tests/packages/in_room.sh "$files"
mkdir "$files/consumer"
cp tests/install/{CMakeLists.txt,consumer.cpp} "$files/consumer"
for side in en de; do head -n 300 data/sample/train.$side >"$files/train.$side"; done
ROOM_FILES=$files scripts/clean_room.sh "$suite" bash /files/in_room.sh "$build"
