#!/usr/bin/env bash
# Run on the Proxmox VE host, as root: makes an unprivileged Debian container with Workspace in it.
# With the --id of a container that it has made, it upgrades Workspace there and changes nothing else.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# By this tag of the container the script knows what it has made.
readonly TAG=workspace-server
readonly INSIDE=/root/workspace-source

usage() {
  cat <<'TEXT'
Usage: create-container.sh [options] [-- options of install.sh]

  --id NUMBER                  of the container (default: the next that is free)
  --hostname NAME              (default workspace)
  --storage NAME               for the container's disk (default local-lvm)
  --template-storage NAME      for Debian's template (default local)
  --debian VERSION             13 or 12 (default: 13 where there is a template of it)
  --bridge NAME                (default vmbr0)
  --ip dhcp|ADDRESS/BITS       (default dhcp)
  --gateway ADDRESS            where --ip is an address
  --cores NUMBER               (default 2)
  --memory MIB                 (default 2048)
  --disk GIB                   (default 16)
  --from FOLDER|FILE.tar.gz    Workspace itself (default: the checkout that this script lies in)
  --dry-run                    show what would be called, change nothing

What follows -- goes to install.sh in the container. The server listens on all of the container's
addresses, in plain HTTP. Name your reverse proxy, and nobody else can connect:

  create-container.sh --ip 192.168.1.20/24 --gateway 192.168.1.1 -- --trusted-proxies 192.168.1.10
TEXT
}

die() {
  printf 'create-container.sh: %s\n' "$*" >&2
  exit 1
}

say() { printf '==> %s\n' "$*"; }

read_options() {
  id='' hostname=workspace storage=local-lvm template_storage=local bridge=vmbr0 ip=dhcp gateway=''
  debian='13 12' cores=2 memory=2048 disk=16 from=$(dirname "$(dirname "$here")") dry_run=no
  while [ $# -gt 0 ]; do
    case $1 in
      --id | --hostname | --storage | --template-storage | --debian | --bridge | --ip | --gateway | \
        --cores | --memory | --disk | --from)
        local name=${1#--}
        printf -v "${name//-/_}" %s "${2:?$1 needs a value}"
        shift 2
        ;;
      --dry-run) dry_run=yes && shift ;;
      --) shift && break ;;
      -h | --help) usage && exit ;;
      *) usage >&2 && die "unknown option $1" ;;
    esac
  done
  installer_options=("$@")
  [ "$ip" = dhcp ] || [[ $ip == */* ]] || die '--ip is dhcp or an address with its bits, as 192.168.1.20/24'
  [ "$ip" = dhcp ] || [ -n "$gateway" ] || die '--ip needs a --gateway'
  command -v pct > /dev/null || die 'there is no pct here: run it on the Proxmox VE host'
}

# Whatever changes something goes through here.
call() {
  printf '+ %s\n' "$(printf '%q ' "$@" | sed 's/ $//')"
  [ "$dry_run" = yes ] || "$@"
}

# Answers whether there is a container, and dies where it is none of this script's.
is_made() {
  [ -n "$id" ] && pct status "$id" > /dev/null 2>&1 || return 1
  pct config "$id" | grep -E "^tags:.*\b$TAG\b" > /dev/null ||
    die "container $id was not made by this script (it lacks the tag $TAG); choose another --id"
}

make_container() {
  [ -n "$id" ] || id=$(pvesh get /cluster/nextid)
  local template net="name=eth0,bridge=$bridge,ip=$ip"
  template=$(find_template)
  [ "$ip" = dhcp ] || net+=",gw=$gateway"
  say "making container $id from $template"
  pveam list "$template_storage" | grep -F "$template" > /dev/null || call pveam download "$template_storage" "$template"
  # The services' own confinement is made of namespaces, which a container may have with nesting only.
  call pct create "$id" "$template_storage:vztmpl/$template" \
    --hostname "$hostname" --unprivileged 1 --features nesting=1 --onboot 1 --tags "$TAG" \
    --cores "$cores" --memory "$memory" --swap 512 --rootfs "$storage:$disk" --net0 "$net"
}

# The newest template of what --debian says.
find_template() {
  local release found
  pveam update > /dev/null || true
  for release in $debian; do
    found=$(pveam available --section system | awk '{ print $2 }' | grep "^debian-$release-standard" |
      sort -V | tail -n 1 || true)
    [ -z "$found" ] || break
  done
  [ -n "$found" ] || die "pveam offers no Debian ${debian/ / or }; is the host connected?"
  echo "$found"
}

start_container() {
  pct status "$id" 2> /dev/null | grep running > /dev/null || call pct start "$id"
  [ "$dry_run" = no ] || return 0
  local attempt
  for attempt in {1..60}; do
    ! pct exec "$id" -- getent hosts deb.debian.org &> /dev/null || return 0
    sleep 1
  done
  die "container $id does not resolve deb.debian.org after $attempt s: see --bridge, --ip and --gateway"
}

install_inside() {
  say "installing Workspace in container $id"
  call pct push "$id" "$archive" "$INSIDE.tar.gz"
  call pct exec "$id" -- rm -rf "$INSIDE"
  call pct exec "$id" -- mkdir "$INSIDE"
  call pct exec "$id" -- tar -xzf "$INSIDE.tar.gz" -C "$INSIDE" --no-same-owner --strip-components=1
  call pct exec "$id" -- "$INSIDE/deploy/install.sh" --host 0.0.0.0 "${installer_options[@]}"
  call pct exec "$id" -- rm -rf "$INSIDE" "$INSIDE.tar.gz"
}

# A folder is packed as an archive of a version is: all in one folder.
pack() {
  archive=$from
  [ -d "$from" ] || return 0
  archive=$(mktemp --suffix=.tar.gz)
  trap 'rm -f "$archive"' EXIT
  tar -C "$from" -T "$from/deploy/install/shipped.txt" --transform 's|^|workspace/|' -czf "$archive"
}

read_options "$@"
[ -e "$from" ] || die "there is no $from"
pack
is_made || make_container
start_container
install_inside
say "container $id: pct enter $id"
