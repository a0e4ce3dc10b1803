/** What any page of ours does to be gone: it is blank, forgets, and gives its place in the history to a page without a word. */

import { forgetAll } from "./session.js";

/** The server answers it with an order to clear what is left. */
const NOWHERE = "/blank";

/** What browsers call a page that has no name. */
const NO_NAME = "Untitled";

/** @param {(() => void)[]} before what has to be done first, and must not be in the way */
export function vanish(...before) {
  for (const step of [...before, blank, forgetAll, unwork]) {
    try {
      step();
    } catch {
      // the next one matters as much
    }
  }
  location.replace(NOWHERE);
}

function blank() {
  document.body.replaceChildren();
  document.title = NO_NAME;
}

/** Begun here, so that it is done even where the network is gone. */
function unwork() {
  const ignore = () => {};
  navigator.serviceWorker?.getRegistrations().then((all) => all.map((one) => one.unregister())).catch(ignore);
  globalThis.caches?.keys().then((names) => names.map((name) => caches.delete(name))).catch(ignore);
}

// a page that the browser had frozen comes back as it was left, blank; it goes where it was going
addEventListener("pageshow", (event) => { if (event.persisted && !document.body.firstChild) location.replace(NOWHERE); });
