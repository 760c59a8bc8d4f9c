# shellcheck shell=bash
# Sourced by install.sh: the command, the units, and what runs. With --root nothing is started.

link_command() {
  [ ! -L "$root/usr/local/bin/workspace" ] || return 0
  mkdir -p "$root/usr/local/bin"
  ln -s /opt/workspace/current/deploy/bin/workspace "$root/usr/local/bin/workspace"
}

# Those of the release that is current now, whichever that is.
install_units() {
  local unit
  for unit in workspace.service workspace-backup.service workspace-backup.timer; do
    place "systemd/$unit" "/etc/systemd/system/$unit"
  done
  place systemd/journald.conf /etc/systemd/journald.conf.d/workspace.conf
}

place() {
  local source=$root/opt/workspace/current/deploy/$1
  ! cmp -s "$source" "$root$2" || return 0
  mkdir -p "$(dirname "$root$2")"
  install -m 0644 "$source" "$root$2"
}

# What runs saves its data itself, before something newer may change it.
back_up_before_upgrade() {
  [ "$backup" = yes ] && [ -z "$root" ] && [ -e /opt/workspace/current ] || return 0
  [ "$(readlink /opt/workspace/current)" != "releases/$(basename "$release")" ] || return 0
  say 'backing up before the upgrade'
  if service_runs; then
    systemctl start workspace-backup.service
  else
    /opt/workspace/current/deploy/bin/daily-backup
  fi || die 'the backup failed, so nothing was upgraded: "journalctl -u workspace-backup" says why'
}

start_units() {
  [ -z "$root" ] || return 0
  systemctl enable -q workspace.service workspace-backup.timer
  if [ "$start" = no ]; then
    note 'not started: "systemctl restart workspace" does'
  elif ! service_runs; then
    note 'not started, since systemd does not run here; it will be when it does'
  elif ! is_up_to_date; then
    restart
  fi
}

# Whether what runs is this release, under these units.
is_up_to_date() {
  local pid
  pid=$(systemctl show -P MainPID workspace.service)
  [ "$(readlink "/proc/$pid/exe")" = "$(readlink -f /opt/workspace/current/node_modules/.bin/node)" ] &&
    [ "$(systemctl is-active workspace-backup.timer)" = active ] &&
    ! systemctl show -P NeedDaemonReload 'workspace*' | grep yes > /dev/null
}

restart() {
  [ -z "$root" ] && [ "$start" = yes ] && service_runs || return 0
  systemctl daemon-reload
  systemctl restart systemd-journald.service
  # Where it fails it is started again, and what it says is shown below.
  systemctl restart workspace.service workspace-backup.timer || true
  wait_until_ready
}

service_runs() {
  [ -d /run/systemd/system ]
}

wait_until_ready() {
  local attempt
  for attempt in {1..60}; do
    ! curl -fs -o /dev/null "$(address)/readyz" || return 0
    sleep 1
  done
  journalctl -u workspace -n 20 --no-pager -o cat >&2
  die "the server is not ready after $attempt s; above is what it says (journalctl -u workspace)"
}

# Where this machine reaches the server.
address() {
  local host port
  host=$(setting HOST) port=$(setting PORT)
  case $host in
    '' | 0.0.0.0 | ::) host=127.0.0.1 ;;
    *:*) host="[$host]" ;;
  esac
  echo "http://$host:${port:-4000}"
}

tell_what_next() {
  say "Workspace $(basename "$release") is installed"
  note "settings: $SETTINGS (then: systemctl restart workspace)"
  note 'log: journalctl -u workspace   backups: /var/backups/workspace   commands: workspace --help'
  tell_who_gets_in
  [ -z "$root" ] && service_runs && [ "$start" = yes ] || return 0
  note "it answers on $(address)"
  ! curl -fs "$(address)/api/v1/setup" | grep true > /dev/null || {
    note 'Nobody has an account yet. The setup token for the first administrator is in the log:'
    note "  journalctl -u workspace -o cat | grep 'setup token'"
  }
}
