-- One circle, if it is still to be forgotten at this instant: another worker may have been quicker.
-- KEYS: circle, due, expiry, live
-- ARGV: id, now, channel, who
local from = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not from or tonumber(from) > tonumber(ARGV[2]) then return 0 end
local there = redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('SREM', KEYS[4], ARGV[1])
redis.call('SPUBLISH', ARGV[3], ARGV[4])
return there
