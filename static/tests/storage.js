/** A tab's storage and address bar for tests in node. */

/** @param {string} address @returns {Map<string, string>} what is stored */
export function newTab(address) {
  const stored = new Map();
  const url = new URL(address);
  Object.assign(globalThis, {
    sessionStorage: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
      removeItem: (/** @type {string} */ key) => stored.delete(key),
    },
    location: { get hash() { return url.hash; }, get pathname() { return url.pathname; }, get search() { return url.search; }, get href() { return url.href; } },
    history: { replaceState: (/** @type {unknown} */ _state, /** @type {string} */ _title, /** @type {string} */ to) => { url.href = new URL(to, url).href; } },
  });
  return stored;
}
