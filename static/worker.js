/**
 * The service worker: built files come out of its cache, and without a network a page says so. It keeps what is the same for everybody and nothing else:
 * no page of a circle, no answer of the server, no address with a query. The server puts `SHELL` before it: which files these are.
 */

const worker = /** @type {any} */ (self);

/** @type {{ name: string, files: string[], offline: Record<string, string>, style: string }} `name` changes with any of them */
const SHELL = worker.SHELL;

/** Where the offline page stands in for the page. Quick exit's is none of them: a browser's own words are the most ordinary ones. */
const PAGES = new Set(["/", "/circle", "/open"]);

worker.addEventListener("install", (/** @type {any} */ event) => {
  worker.skipWaiting();
  event.waitUntil(keepFirst());
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(Promise.all([forgetOthers(), worker.registration.navigationPreload?.enable()]));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname, search, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.has(pathname)) event.respondWith(page(event, searchParams.get("language") ?? ""));
  else if (search === "" && SHELL.files.includes(pathname)) event.respondWith(file(event, pathname));
});

/** The page for when nothing can be fetched, in every language, and what it wears. The rest is kept as it is used: phones pay by the megabyte. */
async function keepFirst() {
  const kept = await caches.open(SHELL.name);
  await Promise.all([kept.add(SHELL.style), ...Object.entries(SHELL.offline).map(async ([language, address]) => kept.put(offline(language), await bare(address)))]);
}

/** @param {string} language @returns {string} */
const offline = (language) => `/offline.${language}`;

/** An answer that does not remember what was asked. @param {string} address @returns {Promise<Response>} */
async function bare(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("no offline page");
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding"); // it is unpacked
  return new Response(await answer.blob(), { headers });
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name !== SHELL.name) await caches.delete(name);
}

/** @param {any} event @param {string} language @returns {Promise<Response | undefined>} */
async function page(event, language) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return caches.match(offline(language in SHELL.offline ? language : "en"));
  }
}

/** @param {any} event @param {string} pathname @returns {Promise<Response>} */
async function file(event, pathname) {
  const kept = await caches.open(SHELL.name);
  const known = await kept.match(pathname);
  if (known) return known;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(kept.put(pathname, answer.clone()));
  return answer;
}
