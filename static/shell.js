/** Has the browser keep the public files, and a page to show when there is no network. */

import { scriptAddress } from "./trusted.js";

/** Whatever the answer: without it everything works, only not without a network. */
export function keepShell() {
  navigator.serviceWorker?.register(scriptAddress("/worker.js"), { updateViaCache: "none" }).catch(() => {});
}
