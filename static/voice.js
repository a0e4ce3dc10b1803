/** One connection for all voices: mine goes out only while the floor is mine, the others' come in; both come back by themselves. */

import { computed, effect, signal, untracked } from "./vendor/ui.js";
import { Call } from "./call.js";
import { audioAsked, floorMine, link, myTurn, othersHeard, pending, place, view, you } from "./circle.js";
import { line } from "./entry.js";
import { closeMicrophone, manner, mannerAsked, track } from "./microphone.js";
import { patience } from "./numbering.js";
import { watchOutputs } from "./outputs.js";
import { cutShort, holdPlaying, play, playAgain, silence, stopPlaying } from "./playback.js";
import { Quiet } from "./quiet.js";

export { askMicrophone, closeMicrophone, level, manner, mannerAsked, microphone } from "./microphone.js";

/** @import { HearingState } from "./types.d.ts" */

/** @type {import("@preact/signals").Signal<HearingState>} */
export const hearing = signal("idle");

/** Whether this device is silenced. */
export const speakerMuted = signal(false);

/** @type {Call | null} */
let call = null;

/** Whether the call was offered to the server; the first one is made in the tap and offered once there is a seat. */
let offered = false;

/** A signal, so that what waits for it wakes. */
const wanted = signal(false);
let blocked = false;
let wasConnected = false;
let attempt = 0;

/** Whether the call that is being made may go by way of a relay, and whether one that did was connected. */
let asksRelays = false;
let relayed = false;

const quiet = new Quiet(Math.random);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;

/** Start hearing. From a person's tap: *Enter*, or *Tap to hear* when `hearing` is blocked. Safe to call again. */
export function hear() {
  if (wanted.value) {
    void playAgain().then(heardBy);
    return;
  }
  prepare(); // in the tap, before anything that waits
  wanted.value = true;
  tell();
}

/** @param {boolean} on silence on this device; the circle is told nothing */
export function muteSpeaker(on) {
  speakerMuted.value = on;
  silence(on);
}

/** No voice in, none out, the microphone closed. */
export function stopVoice() {
  offered = blocked = wasConnected = wanted.value = false;
  clearTimeout(retry);
  call?.close();
  call = null;
  closeMicrophone();
  manner.value = null; // another circle, another choice
  mannerAsked.value = false;
  stopPlaying();
  tell();
}

/** A fresh call whose tracks are played from now on. @returns {Call} */
function prepare() {
  call?.close();
  const mine = new Call(() => { if (call === mine) changed(mine); });
  call = mine;
  offered = asksRelays = false;
  quiet.restart(performance.now());
  void play(mine.tracks).then(heardBy);
  tell();
  return mine;
}

/** How long an offer may be without a connection: a handshake took 0.2 s on loopback, and 2 s on a bad mobile line. */
const CONNECT_MS = 6000;

async function connect() {
  clearTimeout(retry);
  const mine = call && !offered ? call : prepare();
  offered = true;
  retry = setTimeout(() => { if (call === mine && mine.state !== "connected") again(); }, CONNECT_MS);
  await mine.send(sendable());
  if (attempt > 0 || relayed) await askRelays(mine);
  if (call !== mine) return; // a newer call took its place meanwhile, or everything was closed
  const sdp = await mine.offer();
  const ack = await line()?.ask("offer", { sdp });
  if (call !== mine) return;
  if (ack?.ok) await mine.accept(String(ack.sdp));
  else again();
}

/** A direct way costs the centre nothing, so relays are asked for when there was none; who needed one once needs it at once the next time. @param {Call} mine */
async function askRelays(mine) {
  const ack = await line()?.ask("relays");
  const servers = /** @type {RTCIceServer[]} */ (ack?.ok ? ack.servers : []);
  asksRelays = servers.length > 0;
  if (asksRelays && call === mine) mine.relayBy(servers);
}

/** Four packets of 60 ms, so that a line in use is left alone. */
const ALIVE_MS = 250;

/** The socket is back. Whether the other end still knows this call the browser would find out in 7 s: a restarted server does not. @param {Call} mine */
async function verify(mine) {
  const before = await mine.received();
  await new Promise((resolve) => setTimeout(resolve, ALIVE_MS));
  if (call === mine && mayHear.value && (await mine.received()) === before) await connect();
}

/** Another try, later each time. */
function again() {
  clearTimeout(retry);
  retry = setTimeout(() => { if (mayHear.value) void connect(); }, patience(attempt++, Math.random()));
}

/** @param {Call} mine */
function changed(mine) {
  if (mine.state === "connected") {
    attempt = 0;
    relayed = asksRelays;
    wasConnected = true;
    clearTimeout(retry);
  } else if (mine.state === "failed" || mine.state === "disconnected" || mine.state === "closed") {
    if (mayHear.value) again();
  }
  tell();
}

/** @param {boolean} allowed */
function heardBy(allowed) {
  blocked = !allowed;
  tell();
}

function tell() {
  const connected = call?.state === "connected";
  hearing.value = !wanted.value ? "idle" : blocked ? "blocked" : connected ? "flowing" : wasConnected ? "lost" : "connecting";
}

/** Nobody in the lobby hears or is heard. */
const mayHear = computed(() => wanted.value && link.value === "online" && you.value?.standing === "seated" && view.value?.stage !== "ended");

/** My voice while the floor is mine and the server says so now; at any other time nothing leaves this device. @returns {MediaStreamTrack | null} */
function sendable() {
  return floorMine.value && link.value === "online" ? track.value : null;
}

effect(() => {
  const mine = sendable();
  void call?.send(mine);
});

// a seat, or a way back: the connection is there before it is needed, so that Begin is heard at once
effect(() => {
  if (!mayHear.value) return;
  untracked(() => void (call?.state === "connected" ? verify(call) : connect()));
});

// after a reload nobody taps *Enter*: it is tried without, and `blocked` asks for the tap where the browser wants one
effect(() => {
  if (link.value === "online" && you.value?.standing === "seated" && !wanted.value) untracked(hear);
});

effect(() => {
  if (audioAsked.value === 0) return;
  untracked(() => { if (mayHear.value) void connect(); });
});

effect(() => {
  if (link.value === "over") untracked(stopVoice);
});

const nameDevices = watchOutputs(globalThis.navigator?.mediaDevices, () => {
  if (!wanted.value) return;
  holdPlaying();
  heardBy(false);
});

effect(() => {
  if (track.value) nameDevices();
});

// The end of a turn is heard when it is, not when a buffer has run dry: a jitter buffer and its fade take another 200 to 300 ms.
effect(() => cutShort(!othersHeard.value));

const LOOK_MS = 200;

effect(() => {
  if (!othersHeard.value || link.value !== "online") return;
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => {
    clearInterval(timer);
    quiet.rest();
  };
});

async function look() {
  const mine = call;
  if (mine?.state !== "connected") return;
  const packets = await mine.received();
  if (call === mine && quiet.look(packets, othersHeard.value, performance.now()) && mayHear.value) void connect();
}

/** Third in line: early enough to choose without haste. */
const SOON = 3;

effect(() => {
  if (place.value !== null && place.value <= SOON && untracked(() => manner.value === null)) mannerAsked.value = true;
});

/** Long enough for a second thought; after that the light of the microphone goes out. */
const UNUSED_MS = 15_000;

effect(() => {
  const used = place.value !== null || myTurn.value !== "none" || floorMine.value || pending.value.size > 0 || mannerAsked.value;
  if (used || track.value === null) return;
  const timer = setTimeout(closeMicrophone, UNUSED_MS);
  return () => clearTimeout(timer);
});

