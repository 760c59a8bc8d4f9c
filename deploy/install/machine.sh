# shellcheck shell=bash
# Sourced by install.sh: what a release needs around it. Each function leaves alone what is as it
# should be. With --root nothing but files beneath that folder is touched.

readonly SETTINGS=/etc/workspace/workspace.env
# The server comes through the Unix socket as the user that it is, so there is no password to keep.
readonly LOCAL_DATABASE='postgres://workspace@%2Frun%2Fpostgresql'

# Once there are settings, they say which database it is, and not the options.
choose_database() {
  [ -e "$root$SETTINGS" ] || return 0
  database=$(setting DATABASE_URL)
  case $database in
    '') database=embedded ;;
    "$LOCAL_DATABASE"*) database=postgresql ;;
    *) database=elsewhere ;;
  esac
}

setting() {
  sed -n "s/^$1=//p" "$root$SETTINGS" | tail -n 1
}

install_packages() {
  [ -z "$root" ] || return 0
  local package packages=(ca-certificates curl openssl) missing=()
  [ "$database" != postgresql ] || packages+=(postgresql)
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing from Debian: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  local log
  log=$(apt-get install -y -q --no-install-recommends "${missing[@]}" 2>&1) ||
    die "apt-get cannot install them: $log"
}

# Nobody can log in as this user, which owns nothing but what the server writes.
make_user() {
  if [ -n "$root" ]; then
    install -d "$root/etc/workspace" "$root/var/backups/workspace"
    return
  fi
  getent passwd workspace > /dev/null || {
    say 'making the system user workspace'
    useradd --system --user-group --home-dir /var/lib/workspace --no-create-home \
      --shell /usr/sbin/nologin --comment 'Workspace team chat' workspace
  }
  install -d -o root -g workspace -m 0750 /etc/workspace
  install -d -o workspace -g workspace -m 0700 /var/lib/workspace /var/backups/workspace
}

# All that can be set, with its explanation, of which a few lines are set.
make_settings() {
  if [ -e "$root$SETTINGS" ]; then
    tell_new_settings
    return
  fi
  say "writing $SETTINGS"
  local draft
  draft=$(mktemp "$root$SETTINGS.XXXXXX")
  {
    echo '# Read by systemd and by the command workspace. After a change: systemctl restart workspace'
    echo
    # The explanations, from the first setting on.
    sed '1,/^$/d' "$source_folder/.env.example"
  } > "$draft"
  set_value HOST "$host" "$draft"
  set_value PORT "$port" "$draft"
  set_value DATA_DIR /var/lib/workspace/data "$draft"
  set_value WEB_CLIENT "$web_client" "$draft"
  [ "$database" = embedded ] || set_value DATABASE_URL "$LOCAL_DATABASE:$database_port/workspace" "$draft"
  [ -z "$trusted_proxies" ] || set_value TRUSTED_PROXIES "$trusted_proxies" "$draft"
  chmod 0640 "$draft"
  [ -n "$root" ] || chown root:workspace "$draft"
  mv "$draft" "$root$SETTINGS"
}

set_value() {
  sed -i "s|^#$1=.*|$1=$2|" "$3"
  grep -q "^$1=" "$3" || die ".env.example does not know $1"
}

tell_new_settings() {
  local name
  while read -r name; do
    grep -q "^#\?$name=" "$root$SETTINGS" || note "new setting, which has a default: $name (see .env.example)"
  done < <(sed -n 's/^#\([A-Z_]*\)=.*/\1/p' "$source_folder/.env.example")
}

# Sets `database_port`, and makes the role and the database where they are not there.
make_database() {
  database_port=5432
  [ -z "$root" ] && [ "$database" = postgresql ] || return 0
  as_postgres pg_isready -q || service postgresql start > /dev/null || true
  as_postgres pg_isready -q || die 'PostgreSQL does not answer; "pg_lsclusters" shows its log file'
  database_port=$(as_postgres psql -XAtc 'show port')
  has_row "from pg_roles where rolname = 'workspace'" || {
    say 'making the role and the database workspace'
    as_postgres createuser workspace
  }
  has_row "from pg_database where datname = 'workspace'" ||
    as_postgres createdb --owner workspace --encoding UTF8 --locale C.UTF-8 --template template0 workspace
}

has_row() {
  [ "$(as_postgres psql -XAtc "select 1 $1")" = 1 ]
}

as_postgres() {
  (cd / && runuser -u postgres -- "$@")
}

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
  systemctl restart workspace.service workspace-backup.timer
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
  [ -z "$root" ] && service_runs && [ "$start" = yes ] || return 0
  note "it answers on $(address)"
  ! curl -fs "$(address)/api/v1/setup" | grep true > /dev/null || {
    note 'Nobody has an account yet. The setup token for the first administrator is in the log:'
    note "  journalctl -u workspace -o cat | grep 'setup token'"
  }
}
