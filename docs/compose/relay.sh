#!/bin/sh
# Starts the relay when the proxy has its certificate, and shows it each new one.
set -eu
umask 077
here=$(dirname "$0")
folder=${TMPDIR:-/tmp}
file_of() { find "$CERTIFICATES" -name "$RELAY_HOST.$1" | head -n 1; }

until [ -n "$(file_of crt)" ] && [ -n "$(file_of key)" ]; do sleep 2; done
lay_out() { cat "$(file_of crt)" > "$folder/relay.crt"; cat "$(file_of key)" > "$folder/relay.key"; }
lay_out

{
  cat "$here/turnserver.conf"
  echo "realm=$RELAY_HOST"
  echo "server-name=$RELAY_HOST"
  echo "static-auth-secret=$(cat "$TURN_SECRET_FILE")"
  echo "allowed-peer-ip=$PUBLIC_ADDRESS"
  echo "cert=$folder/relay.crt"
  echo "pkey=$folder/relay.key"
  echo "pidfile=$folder/relay.pid"
} > "$folder/turnserver.conf"

turnserver -c "$folder/turnserver.conf" "$@" &
relay=$!
trap 'kill -TERM $relay' TERM INT
while kill -0 $relay 2>/dev/null; do
  sleep "${LOOK_SECONDS:-600}" & wait $! || true
  kill -0 $relay 2>/dev/null || break
  # It reads the certificate again at this signal; conversations go on.
  if [ -n "$(file_of crt)" ] && ! cmp -s "$(file_of crt)" "$folder/relay.crt"; then lay_out; kill -USR2 $relay; fi
done
wait $relay
