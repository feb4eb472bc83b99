/**
 * What is done to the shared state in one step, in Redis's own Lua. A record is kept as its sequence, a space and its text,
 * so that an older one never replaces a newer one, whoever is late.
 */

const SEQUENCE_OF = `
local function sequenceOf(kept)
  return kept and tonumber(string.match(kept, '^%d+')) or -1
end
`;

/**
 * Keeps records that are not older than what is kept, and whose bytes are under way.
 * KEYS: records, downloads by bytes. ARGV, five for each: id, sequence, text, bytes, `1` when it is finished.
 * Gives 1 for each that is kept now, else 0.
 */
export const SAVE = `${SEQUENCE_OF}
local kept = {}
for i = 1, #ARGV, 5 do
  local id, sequence, text, bytes = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local known = sequenceOf(redis.call('HGET', KEYS[1], id))
  if tonumber(sequence) > known then redis.call('HSET', KEYS[1], id, sequence .. ' ' .. text) end
  local isKept = tonumber(sequence) >= known
  if isKept and ARGV[i + 4] == '0' then redis.call('HSETNX', KEYS[2], bytes, id)
  elseif isKept and redis.call('HGET', KEYS[2], bytes) == id then redis.call('HDEL', KEYS[2], bytes) end
  kept[#kept + 1] = isKept and 1 or 0
end
return kept
`;

/**
 * Makes a download known unless another one of the same bytes is under way.
 * KEYS: records, downloads by bytes. ARGV: id, sequence, text, bytes. Gives the other one's record, or false.
 */
export const ENLIST = `
local other = redis.call('HGET', KEYS[2], ARGV[4])
local known = other and other ~= ARGV[1] and redis.call('HGET', KEYS[1], other)
if known then return known end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[1])
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
return false
`;

/**
 * Forgets records, the further names of their downloads, and what was wished for them. KEYS: records, names, wishes. ARGV: ids.
 */
export const FORGET = `
local isGone = {}
for _, id in ipairs(ARGV) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('HDEL', KEYS[3], id)
  isGone[id] = true
end
local names = redis.call('HGETALL', KEYS[2])
for i = 1, #names, 2 do
  if isGone[names[i + 1]] then redis.call('HDEL', KEYS[2], names[i]) end
end
return 1
`;

/**
 * Takes the lease of a download's bytes, if nobody has it, under a generation above all that ever were.
 * KEYS: lease, generation, records, wishes. ARGV: id, replica, milliseconds, least generation, sequences per generation.
 * Gives {generation, record or false, wish or false}, or {0, milliseconds until it may be free}.
 */
export const CLAIM = `${SEQUENCE_OF}
if redis.call('EXISTS', KEYS[1]) == 1 then return { 0, redis.call('PTTL', KEYS[1]) } end
local known = redis.call('HGET', KEYS[3], ARGV[1])
local least = math.max(tonumber(ARGV[4]), math.floor(sequenceOf(known) / tonumber(ARGV[5])) + 1)
local generation = redis.call('INCR', KEYS[2])
if generation < least then
  generation = least
  redis.call('SET', KEYS[2], string.format('%d', generation))
end
redis.call('SET', KEYS[1], string.format('%s %d', ARGV[2], generation), 'PX', ARGV[3])
return { generation, known, redis.call('HGET', KEYS[4], ARGV[1]) }
`;

/**
 * Keeps a lease for longer, also one that Redis has forgotten, unless somebody else has had it since.
 * KEYS: lease, generation, records. ARGV: id, replica, generation, milliseconds, sequences per generation. Gives 1 or 0.
 */
export const RENEW = `${SEQUENCE_OF}
local mine = ARGV[2] .. ' ' .. ARGV[3]
local held = redis.call('GET', KEYS[1])
if held and held ~= mine then return 0 end
if not held and sequenceOf(redis.call('HGET', KEYS[3], ARGV[1])) >= (tonumber(ARGV[3]) + 1) * tonumber(ARGV[5]) then
  return 0
end
redis.call('SET', KEYS[1], mine, 'PX', ARGV[4])
if tonumber(redis.call('GET', KEYS[2]) or '0') < tonumber(ARGV[3]) then redis.call('SET', KEYS[2], ARGV[3]) end
return 1
`;

/** Gives a lease back. KEYS: lease. ARGV: replica, generation. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] .. ' ' .. ARGV[2] then redis.call('DEL', KEYS[1]) end
return 1
`;
