#!/usr/bin/env bash
# Loads the rules of FILE in a network of its own, twice as by a restart, and tells who can connect
# there. As root, with nftables and iproute2.
#
#   tests/deploy/install/who-gets-in.sh FILE
set -euo pipefail

rules=$1
server=workspace-$$-server client=workspace-$$-client
listeners=()

clean_up() {
  [ "${#listeners[@]}" = 0 ] || kill "${listeners[@]}" 2> /dev/null || true
  ip netns delete "$server" 2> /dev/null || true
  ip netns delete "$client" 2> /dev/null || true
}
trap clean_up EXIT

ip netns add "$server"
ip netns add "$client"
ip -n "$server" link add name near type veth peer name far netns "$client"
ip -n "$server" address add 10.77.9.1/24 dev near
ip -n "$server" address add fd77::1/64 dev near nodad
for last in 2 3; do
  ip -n "$client" address add "10.77.9.$last/24" dev far
  ip -n "$client" address add "fd77::$last/64" dev far nodad
done
ip -n "$server" link set lo up
ip -n "$server" link set near up
ip -n "$client" link set far up
ip netns exec "$server" nft -f "$rules"
ip netns exec "$server" nft -f "$rules"

for port in 4321 4322; do
  ip netns exec "$server" node -e "require('net').createServer((s) => s.end()).listen($port, '::')" &
  listeners+=("$!")
done

# Whether a connection is made within a second.
reaches() {
  ip netns exec "$1" node -e "
    require('net').connect({ localAddress: '$2', host: '$3', port: $4, timeout: 1000 })
      .on('connect', () => process.exit(0))
      .on('timeout', () => process.exit(1)).on('error', () => process.exit(1))"
}

tell() {
  local said='not connected'
  ! reaches "$@" || said=connected
  echo "from $2 to $4: $said"
}

for port in 4321 4322; do
  until reaches "$server" ::1 ::1 "$port"; do sleep 0.1; done
done
tell "$client" 10.77.9.2 10.77.9.1 4321
tell "$client" 10.77.9.3 10.77.9.1 4321
tell "$client" fd77::2 fd77::1 4321
tell "$client" fd77::3 fd77::1 4321
tell "$server" 127.0.0.1 127.0.0.1 4321
tell "$client" 10.77.9.3 10.77.9.1 4322
