-- All follow-ups of a shelf, once.
-- KEYS: follow-ups, their expiry
local all = redis.call('HVALS', KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
return all
