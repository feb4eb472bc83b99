/** Deletes a key that has a certain value, so that nobody gives up what is another's by now. KEYS: key; ARGV: value. */
export const DELETE_IF_EQUAL = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;
