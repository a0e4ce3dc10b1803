-- The follow-ups of a shelf whose time is over.
-- KEYS: follow-ups, their expiry
-- ARGV: now
local over = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
for _, field in ipairs(over) do
  redis.call('HDEL', KEYS[1], field)
  redis.call('ZREM', KEYS[2], field)
end
return #over
