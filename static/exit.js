/** Quick exit from a circle: in one step nothing is heard, nothing is seen, nothing is kept, and Back does not lead here. Nothing is waited for. */

import { effect, untracked } from "./vendor/ui.js";
import { link } from "./circle.js";
import { hangUp } from "./entry.js";
import { closeMicrophone, track } from "./microphone.js";
import { onThrice } from "./thrice.js";
import { vanish } from "./vanish.js";
import { stopVoice } from "./voice.js";

export const exit = () => vanish(silence, hangUp);

function silence() {
  closeMicrophone();
  link.value = "over"; // whatever sounds or comes back by itself looks at this
  stopVoice();
  effect(() => { if (track.value) untracked(closeMicrophone); }); // the phone was still asking whether it may
}

onThrice(exit);
