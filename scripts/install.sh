#!/usr/bin/env bash
# Installs the Debian packages of scripts/packages.txt that are missing. Usage: scripts/install.sh
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
while read -r package; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done < scripts/packages.txt
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "these packages are needed (names of Debian 12): ${missing[*]}" >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
options=(-o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
echo "installing: ${missing[*]}" >&2
"${as_root[@]}" apt-get "${options[@]}" update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get "${options[@]}" install -y -qq --no-install-recommends "${missing[@]}" >&2
