#!/usr/bin/env bash
# Installs the Debian packages of scripts/packages.txt, and of further such lists, that are missing. A package
# marked `wished` is left out where the distribution has none. Usage: scripts/install.sh [LIST...]
set -euo pipefail
lists=()
for list in "$@"; do
  list=$(realpath -e -- "$list")
  lists+=("$list")
done
cd "$(dirname "$0")/.."

say() { echo "scripts/install.sh: $*" >&2; }
is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
is_offered() { [[ "$(apt-cache policy "$1" 2>/dev/null)" =~ Candidate:\ [^\(] ]]; }

here=$(. "${OS_RELEASE:-/etc/os-release}" 2>/dev/null && echo "${PRETTY_NAME:-$ID}") || here="this system"
missing=() wished=()
while read -r package need; do
  case "$need" in
  "") ;;
  wished) wished+=("$package") ;;
  *) say "$package: '$need' means nothing here; 'wished' or nothing was expected"; exit 2 ;;
  esac
  command -v dpkg-query >/dev/null && is_installed "$package" || missing+=("$package")
done < <(cat scripts/packages.txt "${lists[@]}")
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  say "$here has no apt-get; install what Debian 12 calls: ${missing[*]}"
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { say "only root can install: ${missing[*]}; run it as root, or install sudo"; exit 1; }
  as_root=(sudo)
fi
options=(-o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
"${as_root[@]}" apt-get "${options[@]}" update -qq

wanted=() absent=()
for package in "${missing[@]}"; do
  if is_offered "$package"; then
    wanted+=("$package")
  elif [[ " ${wished[*]} " == *" $package "* ]]; then
    say "$here offers no $package; it is wished, not needed: going on without it"
  else
    absent+=("$package")
  fi
done
if [ ${#absent[@]} -gt 0 ]; then
  say "$here offers no ${absent[*]}; Debian 12 and 13 and Ubuntu 24.04 (with universe) do: nothing was installed"
  exit 1
fi
[ ${#wanted[@]} -gt 0 ] || exit 0
say "on $here: installing ${wanted[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get "${options[@]}" install -y -qq --no-install-recommends "${wanted[@]}" >&2
