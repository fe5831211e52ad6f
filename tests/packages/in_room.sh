#!/usr/bin/env bash
# Within a clean room that holds the packages and a small corpus in /files: installs, uses and purges them.
# Usage: in_room.sh BUILD_DIR   (where they were built; nothing here may know of it)
set -euo pipefail
build=$1
cd /
rm -rf /dragoman  # the source tree, of which nothing may be used
export DEBIAN_FRONTEND=noninteractive
refuse() { echo "in_room: $*" >&2; exit 1; }
step() { echo "in_room: $*"; }
get() { apt-get -o Acquire::Retries=3 -qq -y "$@" >/var/log/apt-get.log 2>&1 || { cat /var/log/apt-get.log >&2; refuse "apt-get $*"; }; }
everything() {
  find / -xdev \( -path /proc -o -path /dev -o -path /sys -o -path /tmp -o -path /files -o -path /var/cache -o -path /var/log \
    -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /ccache \) -prune -o -print | LC_ALL=C sort
}

depends=$(for package in /files/*.deb; do dpkg-deb -f "$package" Depends; done | sed 's/dragoman ([^)]*), //' | paste -sd ,)
step "what they depend on: $depends"
get update
get install --no-install-recommends cmake g++ ninja-build man-db zsh
get satisfy --no-install-recommends "$depends"
everything >/tmp/before

step "install"
get install --no-install-recommends /files/*.deb
[ "$(dpkg-query -W -f '${db:Status-Status} ' dragoman dragoman-dev)" = "installed installed " ] || refuse "not installed"
mapfile -t installed < <(dpkg -L dragoman dragoman-dev)
for file in "${installed[@]}"; do
  [ ! -f "$file" ] || ! grep -qF "$build" "$file" || refuse "$file knows of $build"
done
for package in dragoman dragoman-dev; do
  for document in copyright changelog.gz changelog.Debian.gz; do
    [ -s /usr/share/doc/$package/$document ] || refuse "/usr/share/doc/$package/$document is missing"
  done
done

step "train ten updates, translate"
mkdir /tmp/work
cd /tmp/work
dragoman --version
dragoman train /usr/share/doc/dragoman/examples/sample.toml \
  --set data.train_source=/files/train.en --set data.train_target=/files/train.de \
  --set data.valid_source='""' --set data.valid_target='""' --set data.test_source='""' --set data.test_target='""' \
  --set vocabulary.size=400 --set training.max_updates=10 --set training.directory=run 2>&1 | tail -n 3
sentence=$(head -n 1 /files/train.en)
ours=$(dragoman translate run/best.safetensors <<<"$sentence")

step "from two text files to a prompt"
begun=$SECONDS
dragoman init --source /files/train.en --target /files/train.de --output my.toml 2>init.log || { cat init.log; refuse "init"; }
dragoman train my.toml --set training.max_epochs=2 2>train.log || { cat train.log; refuse "train"; }
for file in best.safetensors report.html metrics.jsonl; do [ -s "runs/my/$file" ] || refuse "runs/my has no $file"; done
export XDG_STATE_HOME=/tmp/work  # where the prompt keeps its history
answer=$(printf '%s\n:nbest 2\n%s\n:quit\n' "$sentence" "$sentence" | timeout 120 script -qec "dragoman translate runs/my/best.safetensors" /dev/null) || refuse "prompt: $answer"
grep -q ':help lists commands' <<<"$answer" || refuse "no prompt: $answer"
[ "$(grep -c ' -[0-9]\+\.[0-9]' <<<"$answer")" -ge 2 ] || refuse "no alternatives with scores: $answer"
step "… in $((SECONDS - begun)) s"

step "build a program against dragoman-dev"
cmake -G Ninja -S /files/consumer -B consumer -DCMAKE_BUILD_TYPE=Release >configure.log 2>&1 || { cat configure.log; refuse "configure"; }
cmake --build consumer
theirs=$(consumer/consumer run/best.safetensors "$sentence")
step "'$sentence' -> '$theirs'"
[ "$ours" = "$theirs" ] || refuse "the command translates to '$ours', the program to '$theirs'"

step "manual pages"
mapfile -t pages < <(dpkg -L dragoman | grep '/man1/.*\.1\.gz$')
[ ${#pages[@]} -ge 9 ] || refuse "${#pages[@]} manual pages"
for page in "${pages[@]}"; do
  LC_ALL=C.UTF-8 MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null | tee warnings
  [ ! -s warnings ] || refuse "$page is no good roff"
  lexgrog "$page" >/dev/null || refuse "$page: whatis cannot read its name"
done
man dragoman-train | grep -q -- '--set KEY=VALUE' || refuse "dragoman-train(1) lacks --set"

step "completion"
complete_line() {  # WORD... -> what the last word may become
  bash -c 'source /usr/share/bash-completion/completions/dragoman; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dragoman
    echo "${COMPREPLY[*]}"' bash "$@"
}
[ "$(complete_line dragoman tra)" = "train translate" ] || refuse "bash completes tra to: $(complete_line dragoman tra)"
[ "$(complete_line dragoman translate run/b)" = run/best.safetensors ] || refuse "bash completes no model"
[ "$(complete_line dragoman translate --device c)" = "cpu cuda" ] || refuse "bash completes no device"
zsh -fc 'autoload -U compinit && compinit -D && autoload +X _dragoman && (( ${+_comps[dragoman]} ))' || refuse "zsh completion"

step "purge"
cd /
rm -rf /tmp/work
get purge dragoman dragoman-dev
everything >/tmp/after
diff /tmp/before /tmp/after || refuse "purging leaves, or takes, what it should not"
for file in "${installed[@]}"; do [ ! -f "$file" ] || refuse "$file is left"; done
step "all is well"
