-- Service is given now. Of all who notice a gap one is told of it.
-- KEYS: the instant of the last beat
-- ARGV: 1 now, 2 seconds of a gap, 3 seconds the key lasts
-- Returns the beat before the gap, or nothing
local last = redis.call('GET', KEYS[1])
if not last or tonumber(last) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3]) end
if last and tonumber(last) + tonumber(ARGV[2]) < tonumber(ARGV[1]) then return last end
return false
