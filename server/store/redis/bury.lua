-- A worker is gone, unless it has beaten since: its leases are an estate.
-- KEYS: beats, said, buried, estates, its leases
-- ARGV: 1 its id, 2 its last beat ('': it goes by itself, whenever that was), 3 seconds the keys last at the most, 4 how many that are gone are remembered
-- Returns 1 when it is gone now
local last = redis.call('ZSCORE', KEYS[1], ARGV[1])
if ARGV[2] ~= '' and (not last or tonumber(last) ~= tonumber(ARGV[2])) then
  return redis.call('ZSCORE', KEYS[3], ARGV[1]) and 1 or 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], redis.call('TIME')[1], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - ARGV[4])
if redis.call('EXISTS', KEYS[5]) == 1 then redis.call('SADD', KEYS[4], ARGV[1]) end
for key = 1, 5 do redis.call('EXPIRE', KEYS[key], ARGV[3]) end
return 1
