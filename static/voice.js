/** One connection for all voices: mine goes out only while the floor is mine, the others' come in. */

import { signal } from "./vendor/ui.js";
import { microphone, level } from "./microphone.js";

export { askMicrophone, closeMicrophone, level, microphone } from "./microphone.js";

/** @import { HearingState } from "./types.d.ts" */

/** @type {import("@preact/signals").Signal<HearingState>} */
export const hearing = signal("idle");

/** Start hearing. From a person's tap: *Enter*, or *Tap to hear* when `hearing` is blocked. Safe to call again. */
export function hear() {}

/** @param {boolean} _on silence on this device; the circle is told nothing */
export function muteSpeaker(_on) {}

/** Whether this device is silenced. */
export const speakerMuted = signal(false);

/** No voice in, none out, the microphone closed. */
export function stopVoice() {}

void microphone;
void level;
