/** The one policy by which an address becomes a script that runs beside the page: a service worker's, a worklet's. Nothing else on the page can make one. */

/** Where this server has its scripts: the worker at the top, because it may only serve what lies below it, all others among the built files. */
const OURS = /^\/(?:worker|static\/[\w/-]+)\.js$/;

/** @type {{ createScriptURL: (address: string) => string } | undefined} */
let policy;

/**
 * @param {string} address of a script of ours @returns {string} what a browser with Trusted Types takes for an address of a script; elsewhere the address
 * @throws {TypeError} from another origin, with a query or fragment, or where no script of ours is
 */
export function scriptAddress(address) {
  policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy("circlekeeper", { createScriptURL: ours }) ?? { createScriptURL: ours };
  return /** @type {NonNullable<typeof policy>} */ (policy).createScriptURL(address);
}

/** @param {string} address @returns {string} */
function ours(address) {
  const { origin, pathname, href } = new URL(address, location.href);
  if (origin !== location.origin || href !== origin + pathname || !OURS.test(pathname)) throw new TypeError("no script of ours");
  return href;
}
