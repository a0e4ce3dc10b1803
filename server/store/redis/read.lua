-- The circle as it is stored; without its state when that is known.
-- KEYS: circle
-- ARGV: 1 epoch and 2 version that are known ('0' '0': none)
-- Returns {} or {epoch, version} or {epoch, version, schema, state}
local held = redis.call('HMGET', KEYS[1], 'epoch', 'version')
if not held[1] then return {} end
if held[1] == ARGV[1] and held[2] == ARGV[2] then return held end
return redis.call('HMGET', KEYS[1], 'epoch', 'version', 'schema', 'state')
