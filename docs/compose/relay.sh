#!/bin/sh
# Starts the relay when the proxy has its certificate, and shows it each new one.
set -eu
umask 077
here=$(dirname "$0")
folder=${TMPDIR:-/tmp}
# The newest: the proxy keeps one folder for each authority that it has asked.
newest() { find "$CERTIFICATES" -name "$RELAY_HOST.crt" -exec ls -t {} + | head -n 1; }
lay_out() { cat "$1" > "$folder/relay.crt"; cat "${1%.crt}.key" > "$folder/relay.key"; }

until certificate=$(newest) && [ -n "$certificate" ] && [ -s "${certificate%.crt}.key" ]; do sleep 2; done
lay_out "$certificate"

{
  cat "$here/turnserver.conf"
  echo "realm=$RELAY_HOST"
  echo "server-name=$RELAY_HOST"
  echo "static-auth-secret=$(cat "$TURN_SECRET_FILE")"
  echo "allowed-peer-ip=$PUBLIC_ADDRESS"
  echo "cert=$folder/relay.crt"
  echo "pkey=$folder/relay.key"
  echo "pidfile=$folder/relay.pid"
  echo "userdb=$folder/relay.db"
} > "$folder/turnserver.conf"

turnserver -c "$folder/turnserver.conf" "$@" &
relay=$!
trap 'kill -TERM $relay' TERM INT
while kill -0 $relay 2>/dev/null; do
  sleep "${LOOK_SECONDS:-600}" & wait $! || true
  kill -0 $relay 2>/dev/null || break
  # It reads the certificate again at this signal; conversations go on.
  certificate=$(newest)
  if [ -n "$certificate" ] && ! cmp -s "$certificate" "$folder/relay.crt"; then lay_out "$certificate"; kill -USR2 $relay; fi
done
wait $relay
