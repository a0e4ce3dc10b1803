-- One follow-up, in the place of what the seat said before.
-- KEYS: follow-ups, their expiry
-- ARGV: field, details, expires, seconds the keys last at the most
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
for shared = 1, 2 do
  if redis.call('TTL', KEYS[shared]) < tonumber(ARGV[4]) then redis.call('EXPIRE', KEYS[shared], ARGV[4]) end
end
return 1
