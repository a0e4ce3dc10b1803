-- Comes before commit.lua and restore.lua. KEYS and ARGV as in commit.lua; `more`: further fields of the circle, maybe none.
local function write(epoch, version, more)
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'version', version, 'schema', ARGV[4], 'state', ARGV[5], unpack(more))
  redis.call('EXPIRE', KEYS[1], ARGV[9])
  if ARGV[7] == '' then redis.call('ZREM', KEYS[2], ARGV[1]) else redis.call('ZADD', KEYS[2], ARGV[7], ARGV[1]) end
  redis.call('ZADD', KEYS[3], ARGV[8], ARGV[1])
  if ARGV[6] == '1' then redis.call('SREM', KEYS[4], ARGV[1]) else redis.call('SADD', KEYS[4], ARGV[1]) end
  redis.call('SET', KEYS[5], ARGV[12], 'NX')
  for shared = 2, 5 do
    if redis.call('TTL', KEYS[shared]) < tonumber(ARGV[9]) then redis.call('EXPIRE', KEYS[shared], ARGV[9]) end
  end
  redis.call('SPUBLISH', ARGV[10], ARGV[11])
  return {'done', epoch, version}
end

