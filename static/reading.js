/** A written share read aloud, for who asks for it, by a voice of this device alone; silent as soon as anything else is to be heard, or nothing. */

import { computed, effect, signal, untracked } from "./vendor/ui.js";
import { floorMine, link, turn } from "./circle.js";
import { hearing, speakerMuted } from "./voice.js";

const speech = globalThis.speechSynthesis;

/** @type {import("@preact/signals").Signal<readonly SpeechSynthesisVoice[]>} */
export const voices = signal(speech?.getVoices() ?? []);

speech?.addEventListener("voiceschanged", () => { voices.value = speech.getVoices(); });

/** What is read now. @type {import("@preact/signals").Signal<string | null>} */
export const reading = signal(null);

/** Whether it may sound: not into the person's own open microphone, not where they want silence, not on another loudspeaker than the one they tapped for. */
export const mayRead = computed(() => !floorMine.value && !speakerMuted.value && link.value !== "over" && hearing.value !== "blocked");

/** From a tap. @param {string} text @param {SpeechSynthesisVoice} voice */
export function readAloud(text, voice) {
  stopReading();
  if (voice.localService !== true || !mayRead.value) return;
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  const over = () => { if (reading.value === text) reading.value = null; };
  said.addEventListener("end", over);
  said.addEventListener("error", over);
  reading.value = text;
  speech.speak(said);
}

export function stopReading() {
  if (reading.value === null) return;
  reading.value = null;
  speech.cancel();
}

effect(() => { if (!mayRead.value) untracked(stopReading); });

/** Who has the turn, and how far it is. */
const moment = computed(() => `${turn.value?.seat} ${turn.value?.state}`);

effect(() => {
  void moment.value;
  untracked(stopReading);
});

// the browser goes on reading after its page is gone
addEventListener("pagehide", stopReading);
