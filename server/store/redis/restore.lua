-- A worker gives back a circle that Redis has lost, or has in an older version than this worker saw.
-- KEYS: as in commit.lua
-- ARGV: as in commit.lua; 2 and 3 are what this worker holds; then 13 the word of the shelf that this worker knows
-- Returns {'kept'} when nothing was lost, {'gone'} when the circle was forgotten in order, {'done', epoch, version} when it was given back,
-- {'other'} when somebody else gave it back from as far or further: the highest old version wins.
local lost = redis.call('GET', KEYS[5]) ~= ARGV[13]
local held = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'from_epoch', 'from_version')
local epoch, version = tonumber(ARGV[2]), tonumber(ARGV[3])
-- Seconds, so that an epoch from before an earlier loss cannot come again with another content.
local next_epoch = math.max(epoch + 1, tonumber(redis.call('TIME')[1]))
if not held[1] then
  if not lost then return {'gone'} end
else
  local at_epoch, at_version = tonumber(held[1]), tonumber(held[2])
  if at_epoch > epoch then
    if not lost or not held[3] then return {'other'} end
    local from_epoch, from_version = tonumber(held[3]), tonumber(held[4])
    if from_epoch > epoch or (from_epoch == epoch and from_version >= version) then return {'other'} end
    next_epoch = math.max(next_epoch, at_epoch + 1)
  elseif at_epoch == epoch and at_version >= version then
    return {'kept'}
  end
  -- what ended stays ended, whatever somebody still holds
  if ARGV[6] ~= '1' and redis.call('SISMEMBER', KEYS[4], ARGV[1]) == 0 then return {'other'} end
end
local time = redis.call('TIME')
local given_back = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
return write(string.format('%d', next_epoch), '1', {'from_epoch', ARGV[2], 'from_version', ARGV[3], 'given_back', given_back})
