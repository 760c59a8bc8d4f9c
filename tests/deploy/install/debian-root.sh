#!/usr/bin/env bash
# The installer for real, in a Debian of its own that systemd-nspawn boots. By hand, as root; it takes
# some three minutes and needs the network, and apt-get install debootstrap systemd-container.
#
#   tests/deploy/install/debian-root.sh [trixie|bookworm] [postgresql|embedded]
set -euo pipefail
cd "$(dirname "$0")/../../.."

suite=${1:-trixie} database=${2:-postgresql} port=4321
cache=/var/cache/workspace-tests base=/var/cache/workspace-tests/$suite
folder=$(mktemp -d /var/tmp/workspace-debian-XXXXXX)
root=$folder/root source=$folder/root/root/workspace

main() {
  step "a Debian $suite that boots"
  make_root
  boot

  step "installed from nothing, $database"
  copy_source 9.1.0
  timed inside /root/workspace/deploy/install.sh --port "$port" --database "$database"
  is_ready
  inside systemd-analyze verify workspace.service workspace-backup.service workspace-backup.timer
  inside systemd-analyze security --no-pager --threshold=19 workspace.service | tail -n 1
  inside systemd-analyze security --no-pager --threshold=19 workspace-backup.service | tail -n 1
  inside grep -E 'VmHWM|VmRSS|Seccomp:|NoNewPrivs|CapBnd' "/proc/$(main_pid)/status"
  inside du -sh /opt/workspace/current/
  inside bash -c '! find /opt/workspace ! -type l \( ! -user root -o -perm /022 \) | grep .'

  step 'a second run changes nothing'
  listing > "$folder/before"
  timed inside /root/workspace/deploy/install.sh
  listing > "$folder/after"
  cmp "$folder/before" "$folder/after"
  wc -l < "$folder/after"

  step 'the daily backup'
  timed inside systemctl start workspace-backup.service
  inside ls -l /var/backups/workspace

  step 'killed, it comes back'
  inside systemctl kill --signal=KILL workspace
  is_ready

  step 'upgraded, and back'
  copy_source 9.2.0
  timed inside /root/workspace/deploy/install.sh
  is_ready
  inside readlink /opt/workspace/current | grep 9.2.0
  timed inside /opt/workspace/current/deploy/install.sh --rollback
  is_ready
  inside readlink /opt/workspace/current | grep 9.1.0

  step 'it starts with the machine'
  power_off
  boot
  is_ready
  inside bash -c '! systemctl --failed --no-legend | grep .'
  step "all is well on $suite with $database"
}

step() { printf '\n== %s\n' "$*"; }

timed() {
  local from=$SECONDS
  "$@"
  echo "($((SECONDS - from)) s)"
}

make_root() {
  mkdir -p "$cache"
  [ -d "$base" ] || {
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates \
      "$suite" "$base.new" http://deb.debian.org/debian > "$folder/debootstrap.log"
    mv "$base.new" "$base"
  }
  cp -a "$base" "$root"
  # Whom this machine trusts, for the way to the registry.
  cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
  chroot "$root" update-ca-certificates > /dev/null 2>&1
}

copy_source() {
  rm -rf "$source"
  mkdir "$source"
  tar -c -T deploy/install/shipped.txt | tar -x -C "$source" --no-same-owner
  sed -i "s/\"version\": \".*\"/\"version\": \"$1\"/" "$source/package.json"
}

boot() {
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  systemd-nspawn --directory="$root" --machine="$(basename "$folder")" --boot --register=no --keep-unit \
    --link-journal=no --resolv-conf=off --console=pipe > "$folder/console.log" 2>&1 < /dev/null &
  nspawn=$!
  trap 'power_off; rm -rf "$folder"' EXIT
  for _ in {1..60}; do
    leader=$(pgrep --parent "$nspawn" systemd || true)
    [ -z "$leader" ] || ! inside systemctl is-system-running 2> /dev/null | grep -qE 'running|degraded' ||
      return 0
    sleep 0.5
  done
  cat "$folder/console.log" >&2
  return 1
}

inside() {
  nsenter --target "$leader" --all env -i HOME=/root LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

power_off() {
  inside systemctl poweroff 2> /dev/null || true
  wait "$nspawn" || true
}

is_ready() {
  inside curl -fs --retry 30 --retry-delay 1 --retry-all-errors "http://127.0.0.1:$port/readyz"
  echo
}

# Every file of the installer's: mode, owner, size, time of change, link target and digest.
listing() {
  inside find /opt/workspace /etc /usr/local /var/lib/dpkg/status \
    -printf '%p %m %U:%G %s %T@ %l\n' -type f -exec sha256sum {} + | sort
  main_pid
}

main_pid() {
  inside systemctl show -P MainPID workspace
}

main
