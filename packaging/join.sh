#!/bin/sh
# Takes this machine into a cluster, as root: `join.sh agent` makes it a host, `join.sh controller` its controller. The
# token comes on standard input, so that no list of processes shows it. It may be run again, also with another token;
# other settings of the file stay. Dying in between leaves nothing that the next run minds.
set -eu
case "${1-}" in
  agent) unit=skerry-agent settings=/etc/skerry/agent.env ;;
  controller) unit=skerry-cluster settings=/etc/skerry/cluster.env ;;
  *)
    echo 'join.sh: say "agent" or "controller", and give the token on standard input.' >&2
    exit 64
    ;;
esac
packaging=$(dirname "$(readlink -f "$0")")
IFS= read -r token || true
if [ -z "$token" ]; then
  echo 'join.sh: no token came on standard input. "skerry host join-token" and "skerry cluster join-token" print the whole line.' >&2
  exit 64
fi
umask 077
mkdir -p /etc/skerry
# Whole or not at all: a file with half a token would be read at the next start.
{
  [ ! -e "$settings" ] || sed '/^SKERRY_JOIN_TOKEN=/d' "$settings"
  printf 'SKERRY_JOIN_TOKEN=%s\n' "$token"
} > "$settings.new"
mv "$settings.new" "$settings"
[ "$1" = agent ] || systemd-sysusers "$packaging/sysusers.d/skerry.conf"
install -m 644 "$packaging/systemd/$unit.service" /etc/systemd/system/
systemctl daemon-reload
systemctl enable "$unit"
systemctl restart "$unit"
