#!/usr/bin/env bash
# create-container.sh for real, without Proxmox: pct is stood in for by plain LXC, which is what runs
# Proxmox's containers too, unprivileged and with nesting as there. By hand, as root; it takes some
# three minutes and needs the network, the roots of debian-root.sh, and apt-get install lxc uidmap nftables.
#
#   tests/deploy/install/lxc.sh [trixie|bookworm] [options of install.sh]
set -euo pipefail
cd "$(dirname "$0")/../../.."

suite=${1:-trixie}
installer_options=("${@:2}")
export BASE=/var/cache/workspace-tests/$suite
STATE=$(mktemp -d /var/tmp/workspace-lxc-XXXXXX)
export STATE
network=10.77.0

main() {
  make_network
  make_stand_ins
  trap clean_up EXIT
  PATH=$STATE/bin:$PATH

  step 'made'
  create --ip "$network.2/24" --gateway "$network.1" -- "${installer_options[@]}"
  curl -fs "http://$network.2:4000/readyz"
  pct exec 105 -- systemctl is-active workspace workspace-backup.timer
  pct exec 105 -- systemd-analyze security --no-pager --threshold=19 workspace.service | tail -n 1

  step 'again: nothing is changed'
  listing > "$STATE/before"
  create --id 105
  listing > "$STATE/after"
  cmp "$STATE/before" "$STATE/after"
  wc -l < "$STATE/after"

  step 'backed up within the memory of the container'
  pct exec 105 -- systemctl start workspace-backup.service
  pct exec 105 -- ls -l /var/backups/workspace

  step 'it starts with the container'
  lxc-stop -P "$STATE" -n 105
  pct start 105
  curl -fs --retry 30 --retry-delay 1 --retry-all-errors "http://$network.2:4000/readyz"
  step "all is well in an unprivileged container of $suite"
}

step() { printf '\n== %s\n' "$*"; }

create() {
  local from=$SECONDS
  deploy/proxmox/create-container.sh "$@"
  echo "($((SECONDS - from)) s)"
}

make_network() {
  forwarding=$(cat /proc/sys/net/ipv4/ip_forward)
  ip link add workspace0 type bridge
  ip address add "$network.1/24" dev workspace0
  ip link set workspace0 up
  echo 1 > /proc/sys/net/ipv4/ip_forward
  printf 'table ip workspace {\nchain post {\ntype nat hook postrouting priority 100\nip saddr %s.0/24 masquerade\n}\n}\n' \
    "$network" | nft -f -
  cp /etc/subuid /etc/subgid "$STATE"
  echo root:100000:65536 | tee -a /etc/subuid >> /etc/subgid
}

clean_up() {
  lxc-stop -P "$STATE" -n 105 -k || true
  nft delete table ip workspace
  ip link delete workspace0
  echo "$forwarding" > /proc/sys/net/ipv4/ip_forward
  cat "$STATE/subuid" > /etc/subuid
  cat "$STATE/subgid" > /etc/subgid
  rm -rf "$STATE"
}

make_stand_ins() {
  mkdir "$STATE/bin"
  # Containers are folders that others' ids must reach.
  chmod 755 "$STATE"
  printf '#!/bin/sh\necho 105\n' > "$STATE/bin/pvesh"
  printf '#!/bin/sh\necho "system debian-13-standard_13.1-2_amd64.tar.zst"\n' > "$STATE/bin/pveam"
  cp tests/deploy/install/pct "$STATE/bin/pct"
  chmod +x "$STATE/bin/"*
}

# Every file of the installer's: mode, owner, size, time of change, link target and digest.
listing() {
  pct exec 105 -- find /opt/workspace /etc /usr/local /var/lib/dpkg/status \
    -printf '%p %m %U:%G %s %T@ %l\n' -type f -exec sha256sum {} + | sort
  pct exec 105 -- systemctl show -P MainPID workspace
}

main
