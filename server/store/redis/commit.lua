-- Compare, set, expire, publish: a circle changes in one step or not at all.
-- KEYS: circle, due, expiry, live, boot
-- ARGV: 1 id, 2 epoch and 3 version it follows (0 0: a new circle), 4 schema, 5 state, 6 ended (1 or 0), 7 due ('': never),
--       8 forgotten from, 9 seconds the keys last at the most, 10 channel, 11 who commits, 12 a word for a shelf that has none,
--       13 milliseconds in which nothing follows a circle that was given back
-- Returns {'done', epoch, version} or {'other', epoch, version, schema, state} or {'none'} or {'soon'}
local held = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'schema', 'state', 'given_back')
local new = ARGV[2] == '0'
if new then
  if held[1] then return {'other', held[1], held[2], held[3], held[4]} end
elseif not held[1] then
  return {'none'}
elseif held[1] ~= ARGV[2] or held[2] ~= ARGV[3] then
  return {'other', held[1], held[2], held[3], held[4]}
end
if held[5] then
  -- another worker may hold a newer one, and gives that back: whatever followed this one would be lost
  local time = redis.call('TIME')
  local since = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(held[5])
  if since >= 0 and since < tonumber(ARGV[13]) then return {'soon'} end
end
return write(new and '1' or ARGV[2], new and '1' or string.format('%d', ARGV[3] + 1), {})
