#!/bin/sh
# One dump of the database a day into /backups, whole or not at all; `backup.sh once` makes one, `backup.sh fresh` tells whether the last is young.
set -eu
umask 077
folder=${BACKUP_FOLDER:-/backups}
days=${BACKUP_DAYS:-14}

# MariaDB's own, which its image has under this name alone; else MySQL's.
dump=mariadb-dump
command -v "$dump" > /dev/null || dump=mysqldump

once() {
  name="$folder/$MYSQL_DATABASE-$(TZ=Asia/Shanghai date +%Y%m%d-%H%M%S).sql"
  # One moment of every table, without holding anybody up. The user may not see tablespaces, and need not.
  "$dump" --host="$MYSQL_HOST" --port="${MYSQL_PORT:-3306}" --user="$MYSQL_USER" --single-transaction --quick --no-tablespaces \
    --hex-blob --default-character-set=utf8mb4 "$MYSQL_DATABASE" > "$name.part" || return 1
  # The last line is written only when everything is.
  if ! tail -n 1 "$name.part" | grep -q 'Dump completed'; then
    echo "$name is not whole" >&2
    return 1
  fi
  gzip "$name.part" && mv "$name.part.gz" "$name.gz" && date +%s > "$folder/last" || return 1
  echo "$name.gz"
}

# The oldest ones go, never the last $days.
thin() {
  ls -1 "$folder" | grep "^$MYSQL_DATABASE-[0-9-]*\.sql\.gz$" | sort -r | tail -n "+$((days + 1))" | while read -r old; do
    rm -f "$folder/$old"
  done
}

case "${1:-}" in
  once) once && thin ;;
  fresh) [ -f "$folder/last" ] && [ $(($(date +%s) - $(cat "$folder/last"))) -lt 93600 ] ;;
  *)
    while :; do
      rm -f "$folder"/*.part "$folder"/*.part.gz
      # What failed is tried again in ten minutes; the health check tells when none has worked for a day.
      if once && thin; then sleep 86400; else sleep 600; fi
    done
    ;;
esac
