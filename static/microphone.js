/** The microphone: asked for by a tap, closed when there is no use for it. */

import { computed, signal } from "./vendor/ui.js";

/** @import { Manner, MicrophoneState, Sent } from "./types.d.ts" */

/** `silent`: open, but nothing was heard from it for 4 s. @type {import("@preact/signals").Signal<MicrophoneState>} */
export const microphone = signal("unasked");

/** How loud it is, 0 to 1, while it is open. */
export const level = signal(0);

/** How the person wants to be heard. A reload forgets it, and until they have said so no microphone opens. @type {import("@preact/signals").Signal<Manner | null>} */
export const manner = signal(null);

/** Whether they are being asked. */
export const mannerAsked = signal(false);

/** @type {import("@preact/signals").Signal<Sent | null>} */
const captured = signal(null);

/** What may be sent, while the microphone is open: where it goes through something, only what comes out of it. */
export const track = computed(() => captured.value?.track ?? null);

/** A phone in a shared room: its own loudspeaker, a fan, a voice too far away. */
const CONSTRAINTS = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }, video: false };

/** Why there is none, by the name of the browser's error. @type {Record<string, MicrophoneState>} */
const REASONS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy", AbortError: "busy" };

/** @type {Promise<boolean> | null} */
let asking = null;

/** Closes what is being opened: the microphone is, while the disguise still loads. */
let giveUp = () => {};

/** From a person's tap. Who has not said how they want to be heard is asked that first, and taps again. @returns {Promise<boolean>} whether it is open now */
export function askMicrophone() {
  if (captured.value) return Promise.resolve(true);
  mannerAsked.value = !speaks(manner.value);
  if (mannerAsked.value) return Promise.resolve(false);
  asking ??= open().finally(() => { asking = null; });
  return asking;
}

/** @param {Manner | null} how */
const speaks = (how) => how !== null && how.name !== "written";

async function open() {
  microphone.value = "asking";
  /** @type {(() => void)[]} */
  const opened = [];
  let over = false;
  const close = giveUp = () => { over = true; while (opened.length > 0) opened.pop()?.(); };
  /** @type {Sent | null} */
  let mine = null;
  /** @param {MicrophoneState} state */
  const broke = (state) => { if (mine && captured.value === mine) shut(state); };
  const meter = newMeter(); // here, inside the tap: later the browser would not let it run
  opened.push(() => void meter?.close());
  try {
    if (!navigator.mediaDevices) throw new DOMException("insecure page", "SecurityError");
    const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
    const [own] = stream.getAudioTracks();
    opened.push(() => own.stop());
    own.addEventListener("ended", () => broke("none")); // unplugged, or taken away in the browser's settings
    const how = manner.value;
    const sent = how?.through ? await how.through(stream, () => broke("stopped")) : { track: own, close() {} };
    opened.push(() => sent.close());
    if (over || manner.value !== how || !speaks(how)) { // they thought better of it meanwhile
      close();
      microphone.value = "unasked";
      return false;
    }
    opened.push(watch(meter, stream));
    captured.value = mine = { track: sent.track, close };
    microphone.value = "open";
    return true;
  } catch (error) {
    close();
    microphone.value = error instanceof DOMException ? (REASONS[error.name] ?? "none") : "stopped";
    return false;
  }
}

export function closeMicrophone() {
  if (asking) giveUp();
  if (captured.value) shut("unasked");
}

/** @param {MicrophoneState} state */
function shut(state) {
  const was = captured.value;
  captured.value = null; // nothing is sent from here on, whatever closing does
  was?.close();
  level.value = 0;
  microphone.value = state;
}

/** @returns {AudioContext | null} */
function newMeter() {
  try {
    return new AudioContext({ latencyHint: "playback" });
  } catch {
    return null; // no meter is no reason for no microphone
  }
}

const METER_MS = 100;

/** Long enough for a pause between two sentences. */
const SILENT_MS = 4000;

/** Below this a microphone is switched off or covered: the quietest room was 0.0005. */
const SILENT_LEVEL = 0.0001;

/** @param {AudioContext | null} context @param {MediaStream} stream @returns {() => void} stops watching */
function watch(context, stream) {
  if (!context) return () => {};
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  let silentSince = performance.now();
  const timer = setInterval(() => {
    if (context.state !== "running") {
      silentSince = performance.now();
      return;
    }
    analyser.getFloatTimeDomainData(wave);
    const loudness = Math.sqrt(wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length);
    level.value = Math.min(1, loudness * 4); // speech close to a phone lies around 0.1
    if (loudness > SILENT_LEVEL) silentSince = performance.now();
    microphone.value = performance.now() - silentSince > SILENT_MS ? "silent" : "open";
  }, METER_MS);
  return () => clearInterval(timer);
}
