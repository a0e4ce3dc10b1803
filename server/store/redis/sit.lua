-- Somebody is connected to a worker.
-- KEYS: its leases, buried, estates
-- ARGV: 1 circle and seat, 2 token, 3 the worker, 4 seconds the keys last at the most
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
if redis.call('ZSCORE', KEYS[2], ARGV[3]) then
  redis.call('SADD', KEYS[3], ARGV[3])
  redis.call('EXPIRE', KEYS[3], ARGV[4])
end
return 1
