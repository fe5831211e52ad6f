#!/usr/bin/env bash
# Puts the Multi30k task 1 English-German raw text into data/multi30k/.
set -euo pipefail

readonly base_url="https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw"

# sha256, name: the files of the official repository.
readonly checksums="\
d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f train.en.gz
726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6 train.de.gz
14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28 val.en.gz
f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a val.de.gz
611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9 test_2016_flickr.en.gz
9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8 test_2016_flickr.de.gz"

usage() {
  cat <<'TEXT'
usage: scripts/fetch_multi30k.sh [FOLDER_WITH_FILES]

Fetches the Multi30k task 1 English-German raw text (train, val,
test_2016_flickr) into data/multi30k/ and verifies every file's sha256.
Files already there and verified are kept.

  FOLDER_WITH_FILES  take the six .gz files from this folder instead of the
                     network (they are verified in the same way)
  -h, --help         show this text
TEXT
}

die() {
  echo "fetch_multi30k: $*" >&2
  exit 1
}

sha256_of() {
  if command -v sha256sum > /dev/null; then
    sha256sum < "$1" | cut -d ' ' -f 1
  elif command -v shasum > /dev/null; then
    shasum -a 256 < "$1" | cut -d ' ' -f 1
  else
    die "needs sha256sum or shasum to verify the files; install one of them"
  fi
}

download() {  # URL TARGET
  if command -v curl > /dev/null; then
    curl --fail --location --silent --show-error --retry 3 --connect-timeout 20 \
      --output "$2" "$1"
  elif command -v wget > /dev/null; then
    wget --quiet --tries=3 --connect-timeout=20 --output-document="$2" "$1"
  else
    die "needs curl or wget; install one of them, or pass a folder that holds the files"
  fi
}

obtain() {  # NAME TEMPORARY
  if [[ -n "$folder" ]]; then
    [[ -f "$folder/$1" ]] || die "$folder/$1 does not exist; the folder must hold all six .gz files"
    cat "$folder/$1" > "$2" || die "cannot read $folder/$1"
  else
    download "$base_url/$1" "$2" ||
      die "cannot download $base_url/$1; check the network, or pass a folder that holds the files"
  fi
}

folder=""
case "${1-}" in
  -h | --help)
    usage
    exit 0
    ;;
  -*) die "unknown option $1 (see --help)" ;;
esac
(($# <= 1)) || die "takes at most one folder (see --help)"
if (($# == 1)); then
  [[ -d "$1" ]] || die "'$1' is not a folder"
  folder=$(cd -- "$1" && pwd)
fi

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
readonly target="data/multi30k"
mkdir -p "$target"
temporary=$(mktemp -d "$target/.fetch.XXXXXX")
trap 'rm -rf -- "$temporary"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

while read -r expected name; do
  if [[ -f "$target/$name" && "$(sha256_of "$target/$name")" == "$expected" ]]; then
    echo "kept $target/$name"
    continue
  fi
  obtain "$name" "$temporary/$name"
  got=$(sha256_of "$temporary/$name")
  [[ "$got" == "$expected" ]] ||
    die "wrong checksum for ${folder:-$base_url}/$name: got $got, expected $expected;" \
      "nothing was installed from it, get the file again from github.com/multi30k/dataset"
  mv -f -- "$temporary/$name" "$target/$name"
  echo "fetched $target/$name"
done <<< "$checksums"
