#!/usr/bin/env bash
# Runs a command in a minimal Debian that nobody prepared: what the project forgot to install is missing there.
# Makes a root of SUITE by debootstrap, puts the committed tree in at /dragoman, runs COMMAND there as root, and
# takes the root away. Needs root, debootstrap and the network; says so and fails where it cannot.
# Usage: scripts/clean_room.sh SUITE COMMAND [ARGUMENT...]
#   scripts/clean_room.sh bookworm scripts/quickstart.sh
#   ROOM_FILES=/some/folder      copied to /files in the room beforehand
#   ROOM_CACHE=/some/folder      keeps packages from one room to the next; compiler results are ccache's, as here
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() { echo "scripts/clean_room.sh: $1" >&2; exit 1; }
[ $# -ge 2 ] || { sed -n 's/^# //p; s/^#   /  /p' "$0" | sed 1d >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || refuse "a clean root is made by root only: run it as root (sudo $0 ...)"
command -v debootstrap >/dev/null || refuse "debootstrap is missing: apt-get install debootstrap"
[ -z "$(git status --porcelain 2>/dev/null)" ] || echo "clean_room: only what is committed goes into the room" >&2

suite=$1
shift
cache=${ROOM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dragoman-rooms}
room=$(mktemp -d "${TMPDIR:-/var/tmp}/dragoman-room.XXXXXX")
trap 'rm -rf --one-file-system "$room"' EXIT
chmod 755 "$room"  # apt's own user reads in it
ccache=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache}
mkdir -p "$ccache" "$cache/$suite"

# apt in two rooms cannot share one folder of packages at a time.
exec 9>"$cache/$suite.lock"
flock -n 9 || { echo "clean_room: waiting for another room of $suite" >&2; flock 9; }

started=$(date +%s)
debootstrap --variant=minbase --include=ca-certificates --cache-dir="$(realpath "$cache/$suite")" "$suite" "$room" \
  http://deb.debian.org/debian >"$cache/$suite/debootstrap.log" 2>&1 ||
  refuse "debootstrap $suite failed: $(tail -n 1 "$cache/$suite/debootstrap.log")"
cp -L /etc/resolv.conf "$room/etc/resolv.conf"
mkdir -p "$room/dragoman" "$room/ccache" "$room/files"
git archive HEAD | tar -x -C "$room/dragoman"
[ -z "${ROOM_FILES:-}" ] || cp -r "$ROOM_FILES/." "$room/files/"
echo "clean_room: $suite with $(ls "$room/var/lib/dpkg/info"/*.list | wc -l) packages in" \
  "$(($(date +%s) - started)) s: $*" >&2

# The mounts are of a namespace of their own, so that they end with the command, however it ends.
inside='
  mount --bind "$ROOM_CCACHE" "$ROOM/ccache"
  mount --bind "$ROOM_PACKAGES" "$ROOM/var/cache/apt/archives"
  mount -t proc proc "$ROOM/proc"
  mount --rbind /dev "$ROOM/dev"
  exec chroot "$ROOM" /usr/bin/env -i HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin CCACHE_DIR=/ccache CI="${CI:-}" \
    sh -c "cd /dragoman && exec \"\$@\"" sh "$@"'
ROOM=$room ROOM_CCACHE=$ccache ROOM_PACKAGES=$(realpath "$cache/$suite") \
  unshare --mount --propagation private sh -ec "$inside" sh "$@"
echo "clean_room: $suite: done after $(($(date +%s) - started)) s" >&2
