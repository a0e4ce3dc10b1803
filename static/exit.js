/** Quick exit: in one step nothing is heard, nothing is seen, nothing is kept, and Back does not lead here. Nothing is waited for. */

import { effect, untracked } from "./vendor/ui.js";
import { link } from "./circle.js";
import { hangUp } from "./entry.js";
import { closeMicrophone, track } from "./microphone.js";
import { forgetAll } from "./session.js";
import { onThrice } from "./thrice.js";
import { stopVoice } from "./voice.js";

/** A page without a word. */
const NOWHERE = "/blank";

/** What browsers call a page that has no name. */
const NO_NAME = "Untitled";

export function exit() {
  for (const step of [silence, blank, hangUp, forgetAll, unwork]) {
    try {
      step();
    } catch {
      // the next one matters as much
    }
  }
  location.replace(NOWHERE);
}

function silence() {
  closeMicrophone();
  link.value = "over"; // whatever sounds or comes back by itself looks at this
  stopVoice();
  effect(() => { if (track.value) untracked(closeMicrophone); }); // the phone was still asking whether it may
}

function blank() {
  document.body.replaceChildren();
  document.title = NO_NAME;
}

/** Begun here, so that it is done even where the network is gone; the answer that names no page clears what is left. */
function unwork() {
  const ignore = () => {};
  navigator.serviceWorker?.getRegistrations().then((all) => all.map((one) => one.unregister())).catch(ignore);
  globalThis.caches?.keys().then((names) => names.map((name) => caches.delete(name))).catch(ignore);
}

onThrice(exit);

// a page that the browser had frozen comes back as it was left, blank; it goes where it was going
addEventListener("pageshow", (event) => { if (event.persisted && !document.body.firstChild) location.replace(NOWHERE); });
