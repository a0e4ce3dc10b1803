/** The microphone: asked for by a tap, closed when there is no use for it. */

import { signal } from "./vendor/ui.js";

/** @import { MicrophoneState } from "./types.d.ts" */

/** `silent`: open, but nothing was heard from it for 4 s. @type {import("@preact/signals").Signal<MicrophoneState>} */
export const microphone = signal("unasked");

/** How loud it is, 0 to 1, while it is open. */
export const level = signal(0);

/** From a person's tap. @returns {Promise<boolean>} whether it is open now */
export async function askMicrophone() {
  return false;
}

export function closeMicrophone() {}
