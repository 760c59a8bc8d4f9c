# shellcheck shell=bash
# Sourced by install.sh: makes a release from a source folder, and switches between releases.

# Runs Workspace's own Node's npm; Node itself comes with the dependencies, this one only starts it.
readonly NPM_VERSION=11.21.2
readonly NPM_INTEGRITY=sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A==
readonly RELEASES_KEPT=3

# Sets `release` to the folder of the source's release, and makes it where it is not there: complete
# or not at all. It belongs to root, so that the server cannot change its own code.
make_release() {
  local version digest
  version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$source_folder/package.json")
  digest=$(digest_of_source)
  release=$root/opt/workspace/releases/$version-${digest:0:12}
  [ ! -d "$release" ] || return 0

  say "building $(basename "$release")"
  mkdir -p "$(dirname "$release")"
  work=$(dirname "$release")/.new
  # Of a run that was cut short.
  rm -rf "$work"
  trap 'rm -rf "$work"' EXIT
  mkdir "$work" "$work/release"
  copy_source "$work/release"
  [ "$prebuilt" = yes ] || build "$work"
  [ -n "$root" ] || chown -R root:root "$work/release"
  chmod -R u-s,go-ws,a+rX "$work/release"
  mv "$work/release" "$release"
  rm -rf "$work"
}

# The same for the same files, wherever they lie.
digest_of_source() (
  cd "$source_folder"
  mapfile -t files < deploy/install/shipped.txt
  find "${files[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
)

copy_source() {
  local built=()
  [ "$prebuilt" = no ] || built=(node_modules dist-desktop)
  tar -C "$source_folder" -T "$here/install/shipped.txt" -c "${built[@]}" |
    tar -C "$1" -x --no-same-owner
}

# No package's own scripts are run, and nothing that comes from the registry runs as root.
build() {
  local node=$1/node/bin npm=("$1/npm/bin/npm-cli.js") as_nobody=() arch
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) die "there is no Node.js for $(uname -m) here, only for x86_64 and aarch64" ;;
  esac
  fetch "node-linux-$arch" "$(cat "$1/release/.nvmrc")" "$(locked_integrity "$1/release" "node-linux-$arch")" "$1/node"
  fetch npm "$NPM_VERSION" "$NPM_INTEGRITY" "$1/npm"
  npm+=(--cache "$1/cache" --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error)
  if [ -z "$root" ]; then
    chown -R nobody:nogroup "$1"
    as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups env "HOME=$1")
  fi
  (
    # npm trusts whom curl and the rest of the machine trust.
    export PATH=$node:$PATH NODE_USE_SYSTEM_CA=1
    cd "$1/release" &&
      "${as_nobody[@]}" node "${npm[@]}" ci &&
      "${as_nobody[@]}" node node_modules/vite/bin/vite.js build --logLevel warn &&
      "${as_nobody[@]}" node "${npm[@]}" prune --omit=dev
  ) > "$1/log" 2>&1 || {
    tail -n 40 "$1/log" >&2
    die 'the build failed; nothing was changed'
  }
}

# The integrity of a package in the lock file, as npm writes it.
locked_integrity() {
  sed -n "/\"node_modules\/$2\": {/,/}/s/.*\"integrity\": \"\(.*\)\".*/\1/p" "$1/package-lock.json"
}

# Unpacks one package of the registry, if it is the one that is meant.
fetch() {
  local name=$1 version=$2 integrity=$3 folder=$4
  local registry=${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}
  curl -fsSL --retry 5 "${registry%/}/$name/-/$name-$version.tgz" -o "$folder.tgz" ||
    die "$name $version cannot be had from $registry"
  [ "sha512-$(openssl dgst -sha512 -binary "$folder.tgz" | base64 -w 0)" = "$integrity" ] ||
    die "$name $version from $registry is not what it should be: its digest is another"
  mkdir "$folder"
  tar -xzf "$folder.tgz" -C "$folder" --strip-components=1 --no-same-owner
}

# At one instant: who starts the server finds the one or the other.
switch_release() {
  local current
  current=$(readlink "$root/opt/workspace/current" || true)
  [ "$current" != "releases/$(basename "$release")" ] || return 0
  [ -z "$current" ] || point previous "$current"
  point current "releases/$(basename "$release")"
  say "$(basename "$release") is installed${current:+; before it was $(basename "$current")}"
  remove_old_releases
}

point() {
  ln -s "$2" "$root/opt/workspace/$1.new"
  mv -T "$root/opt/workspace/$1.new" "$root/opt/workspace/$1"
}

remove_old_releases() {
  local kept=0 name
  while read -r name; do
    kept=$((kept + 1))
    [ "$kept" -le "$RELEASES_KEPT" ] || is_in_use "$name" ||
      rm -rf "$root/opt/workspace/releases/${name:?}"
  done < <(ls -1t "$root/opt/workspace/releases")
}

is_in_use() {
  [[ " $(readlink "$root"/opt/workspace/{current,previous}) " == *"releases/$1"* ]]
}

# Back to what ran before; a second time, forward again.
roll_back() {
  local current previous
  current=$(readlink "$root/opt/workspace/current") || die 'nothing is installed'
  previous=$(readlink "$root/opt/workspace/previous") || die 'there is no version before this one'
  point current "$previous"
  point previous "$current"
  say "$(basename "$previous") is installed; before it was $(basename "$current")"
  note 'A version refuses a database that a newer one has changed: "journalctl -u workspace" says'
  note 'so then. Restore the backup that was made before the upgrade (see /var/backups/workspace).'
}
