/** JSON merge patch (RFC 7386): the view after a patch, as a new value; what did not change keeps its identity. */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} target
 * @param {unknown} patch  null removes, an object merges, anything else (arrays too) replaces
 * @returns {unknown}
 */
export function merge(target, patch) {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged); // never by assignment: a key named __proto__ stays a key
}
