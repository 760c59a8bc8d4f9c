# shellcheck shell=bash
# Sourced by install.sh: the settings, which are the administrator's once they are written.

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
