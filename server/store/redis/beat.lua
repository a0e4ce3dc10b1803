-- A worker lives, and says so; who is buried says nothing any more.
-- KEYS: beats, said, buried, estates, its leases
-- ARGV: 1 its id, 2 what it says, 3 seconds the keys last at the most, 4 of how many that are gone it is told
-- Returns {seconds, microseconds, buried, known, {id, beat, ...}, {id, what it said, ...}, {id, ...} gone, {id, ...} estates}
local time = redis.call('TIME')
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
local buried = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not buried then
  redis.call('ZADD', KEYS[1], string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  for key = 1, 5 do redis.call('EXPIRE', KEYS[key], ARGV[3]) end
end
return {
  time[1], time[2], buried and 1 or 0, known and 1 or 0,
  redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES'), redis.call('HGETALL', KEYS[2]),
  redis.call('ZREVRANGE', KEYS[3], 0, ARGV[4] - 1), redis.call('SMEMBERS', KEYS[4]),
}
