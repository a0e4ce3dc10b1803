-- Which of the commands this user may not run; none of them is run.
-- ARGV: each command with its arguments, parted by spaces
-- Returns their places in ARGV
local missing = {}
for place, asked in ipairs(ARGV) do
  local parts = {}
  for part in string.gmatch(asked, '%S+') do parts[#parts + 1] = part end
  if not redis.acl_check_cmd(unpack(parts)) then missing[#missing + 1] = place end
end
return missing
