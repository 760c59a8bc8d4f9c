# shellcheck shell=bash
# Sourced by install.sh: who may connect to the server. Made once, beside the settings, and the
# administrator's from then on.

readonly ACCESS=/etc/workspace/access.nft
readonly ACCESS_UNIT=/etc/systemd/system/workspace.service.d/access.conf

# Whether the server listens to other machines, and its proxies are known.
is_for_proxies_alone() {
  [ ! -e "$root$SETTINGS" ] && [ -n "$trusted_proxies" ] && listens_to_others "$host"
}

listens_to_others() {
  [[ ! $1 =~ ^(localhost|127\..*|::1)?$ ]]
}

# systemd's IPAddressAllow= would do, but not in an unprivileged container, where it has no effect.
make_access() {
  is_for_proxies_alone || return 0
  local entry v4='' v6=''
  for entry in ${trusted_proxies//,/ }; do
    case $entry in
      *:*) v6+=${v6:+, }$entry ;;
      *) v4+=${v4:+, }$entry ;;
    esac
  done
  say "letting only $trusted_proxies connect to port $port"
  {
    echo '# Whom the server takes connections from; the rules are loaded whenever it starts. Add whoever asks it'
    echo '# itself, such as Prometheus: systemctl restart workspace. "nft flush ruleset" takes them away, too.'
    echo 'table inet workspace'
    echo 'delete table inet workspace'
    echo 'table inet workspace {'
    echo '  chain input {'
    echo '    type filter hook input priority filter; policy accept;'
    echo "    tcp dport != $port accept"
    echo '    iif lo accept'
    [ -z "$v4" ] || echo "    ip saddr { $v4 } accept"
    [ -z "$v6" ] || echo "    ip6 saddr { $v6 } accept"
    echo '    meta l4proto tcp drop'
    echo '  }'
    echo '}'
  } > "$root$ACCESS"
  mkdir -p "$(dirname "$root$ACCESS_UNIT")"
  {
    echo '# Without these rules the server does not start. To do without them, remove this file and run'
    echo '# systemctl daemon-reload; nft delete table inet workspace'
    echo '[Service]'
    echo "ExecStartPre=+/usr/sbin/nft -f $ACCESS"
  } > "$root$ACCESS_UNIT"
}

tell_who_gets_in() {
  listens_to_others "$(setting HOST)" || return 0
  local open
  open="port $(setting PORT) is open"
  if [ -e "$root$ACCESS_UNIT" ]; then
    note "$open to this machine and to the proxies in $ACCESS"
  else
    note "$open to whoever reaches this machine, in plain HTTP: see \"Who gets in\" in deploy/README.md"
  fi
}
