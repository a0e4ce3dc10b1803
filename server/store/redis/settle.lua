-- Leases that are over, each unless it has been taken anew; with the last one an estate is gone.
-- KEYS: the leases of a worker, estates
-- ARGV: the worker, then circle and seat, token of each
for at = 2, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then redis.call('HDEL', KEYS[1], ARGV[at]) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end
return 1
