#!/bin/sh
# Starts Redis with its one user. The password comes by the environment; what is written down, in memory, is its hash.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
users=${TMPDIR:-/tmp}/users.acl
hash=$(printf %s "$REDIS_PASSWORD" | sha256sum | cut -d ' ' -f 1)
sed "s/ PASSWORD / #$hash /" "$here/users.acl" > "$users"
unset REDIS_PASSWORD
cd "${DATA:-/data}"
exec redis-server "$here/redis.conf" --aclfile "$users" "$@"
