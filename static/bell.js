/** A soft bell, made here: at the beginning of a phase that has one, and when its time is over. Never while the listener shares: it would ring into their microphone. */

import { effect, untracked } from "./vendor/ui.js";
import { floorMine, link, serverNow, view } from "./circle.js";
import { speakerMuted } from "./voice.js";

/** The partials of a small standing bell: how many times the lowest, how loud, how long in seconds. */
const PARTIALS = [[1, 0.5, 4.5], [2.71, 0.28, 3], [5.18, 0.12, 1.6]];

/** Low enough to startle nobody, high enough for the loudspeaker of a phone. */
const LOWEST_HZ = 392;

/** Beside a voice on the same loudspeaker. */
const LOUDNESS = 0.18;

/** @type {AudioContext | null} */
let context = null;

/** Ring once. Silent where the browser does not allow sound yet, or the person has muted their speaker. */
export function ring() {
  if (speakerMuted.value || floorMine.value || typeof AudioContext === "undefined" || !navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  void context.resume();
  const at = context.currentTime + 0.02;
  const out = context.createGain();
  out.gain.value = LOUDNESS;
  out.connect(context.destination);
  for (const [times, loud, long] of PARTIALS) {
    const [tone, fade] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = LOWEST_HZ * times;
    fade.gain.setValueAtTime(0.0001, at);
    fade.gain.exponentialRampToValueAtTime(loud, at + 0.012);
    fade.gain.exponentialRampToValueAtTime(0.0001, at + long);
    tone.connect(fade).connect(out);
    tone.start(at);
    tone.stop(at + long);
  }
}

effect(() => {
  if (link.value !== "over") return;
  void context?.close();
  context = null;
});

/** The phase at the last look: 0 before the first. Null: nothing was seen yet, and whoever comes into the middle of a phase hears no beginning. @type {number | null} */
let seen = null;

effect(() => {
  const { stage, phase } = view.value ?? {};
  const n = stage === undefined ? null : stage === "gathering" ? 0 : (phase?.n ?? 0);
  const began = seen !== null && n !== seen;
  seen = n;
  if (!phase?.bell || stage !== "open") return;
  if (began) untracked(ring);
  if (phase.ends_at === undefined) return;
  const wait = phase.ends_at - serverNow();
  if (wait <= 0) return;
  const timer = setTimeout(ring, wait * 1000);
  return () => clearTimeout(timer);
});
