#!/bin/sh
# Starts memcached on a free loopback port and says which one it got. Its own file because memcached
# prints no ready line, and a shell script because anything larger would be measured with it: this
# shell becomes memcached by `exec`, so that signals, exit code and memory are memcached's own.
set -eu

memory_mib=64
threads=1
worker_threads=
crawler=yes
for argument do
  case $argument in
    --memory-mib=*) memory_mib=${argument#*=} ;;
    --threads=*) threads=${argument#*=} ;;
    # --threads comes last, from the harness, and would win: a variant needs a word of its own.
    --worker-threads=*) worker_threads=${argument#*=} ;;
    --no-crawler) crawler=no ;;
    *)
      printf '%s: received "%s", expected --memory-mib=N, --threads=N, %s\n' \
        argument "$argument" '--worker-threads=N or --no-crawler' >&2
      exit 2
      ;;
  esac
done

folder=$(mktemp -d "${TMPDIR:-/tmp}/memcached.XXXXXX")
MEMCACHED_PORT_FILENAME=$folder/port
export MEMCACHED_PORT_FILENAME

# memcached writes its ports under another name and renames the file, so what is there is whole.
# 500 looks, 20 ms apart, are the 10 s after which a start has failed.
announce() {
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 1' HUP INT TERM
  looks=0
  while [ ! -s "$MEMCACHED_PORT_FILENAME" ]; do
    looks=$((looks + 1))
    # $$ is the process that becomes memcached; when it is gone, no port will come.
    if [ "$looks" -gt 500 ] || ! kill -0 $$ 2>/dev/null; then exit 1; fi
    sleep 0.02
  done
  port=$(sed -n 's/^TCP INET: \([0-9][0-9]*\)$/\1/p' "$MEMCACHED_PORT_FILENAME")
  printf '{"ready":{"port":%s}}\n' "$port"
}

# Two forks deep: a direct child would stay in memcached's process tree as a zombie.
(announce &)

set -- -l 127.0.0.1 -p -1 -U 0 -m "$memory_mib" -t "${worker_threads:-$threads}" -c 1024
# As root it must be told whom to run as; another user could not be relied on to exist.
if [ "$(id -u)" -eq 0 ]; then set -- "$@" -u root; fi
if [ "$crawler" = no ]; then set -- "$@" -o no_lru_crawler; fi
exec memcached "$@"
