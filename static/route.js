/** A hint for a proxy with many workers behind it: the same for everyone in a circle, so that it can send them to the same one. Pure. */

/**
 * Eight bits of the circle's code, mixed: too few to tell which of the circles it is, enough to spread them. FNV-1a, folded as its authors advise
 * (draft-eastlake-fnv, "xor-folding"). @param {string} code @returns {string} two hex digits
 */
export function routeOf(code) {
  let hash = 0x811c9dc5;
  for (const letter of code) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  const folded = (hash ^ (hash >>> 16)) & 0xffff;
  return ((folded ^ (folded >>> 8)) & 0xff).toString(16).padStart(2, "0");
}
