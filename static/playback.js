/** The loudspeaker: one element a voice, since browsers play only the first track of an element. */

/** The piece, the keeper, one more. */
const VOICES = 3;

/** @type {HTMLAudioElement[]} */
let players = [];

/** By the person, for as long as they want. */
let muted = false;

/** Because the sound went elsewhere, until they tap. */
let held = false;

/** Because nobody is to be heard: what the browser has buffered is not played to its end. */
let cut = false;

/**
 * Play these tracks from now on. The first call must come from a tap: the elements it makes may play for ever after.
 * @param {MediaStreamTrack[]} tracks @returns {Promise<boolean>} false: the browser wants a tap first
 */
export async function play(tracks) {
  if (players.length === 0) players = Array.from({ length: VOICES }, newPlayer);
  const started = tracks.map((track, voice) => {
    track.enabled = !cut;
    players[voice].srcObject = new MediaStream([track]);
    return players[voice].play();
  });
  return allowed(started);
}

/** Silent until the next tap, whatever comes to be played meanwhile. */
export function holdPlaying() {
  held = true;
  apply();
}

/** Whether only *Tap to hear* goes on, not any tap. */
export const isHeld = () => held;

/** How long a browser may still have something to play after the last packet: its jitter buffer, and its fade. */
const CUT_MS = 1000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let cutEnds;

/**
 * Silence now, for as long as something buffered could sound; after that the server's gate is all there is. `false` ends it at once.
 * @param {boolean} on
 */
export function cutShort(on) {
  clearTimeout(cutEnds);
  cut = on;
  if (on) cutEnds = setTimeout(() => cutShort(false), CUT_MS);
  apply();
}

/** Try again with what there is, from a tap. @returns {Promise<boolean>} */
export function playAgain() {
  held = false;
  apply();
  return allowed(players.filter((player) => player.srcObject).map((player) => player.play()));
}

/** @param {Promise<void>[]} started @returns {Promise<boolean>} */
async function allowed(started) {
  const outcomes = await Promise.allSettled(started);
  if (held) return false;
  // anything but "not allowed" is a newer track taking an older one's place, and that one has its own answer
  return !outcomes.some((outcome) => outcome.status === "rejected" && outcome.reason instanceof DOMException && outcome.reason.name === "NotAllowedError");
}

/** @param {boolean} on */
export function silence(on) {
  muted = on;
  apply();
}

function apply() {
  for (const player of players) player.muted = muted || held;
  // the track, not the loudspeaker: whatever listens to it is silent at once
  for (const player of players) for (const track of tracksOf(player)) track.enabled = !cut;
}

/** @param {HTMLAudioElement} player @returns {MediaStreamTrack[]} */
function tracksOf(player) {
  return player.srcObject instanceof MediaStream ? player.srcObject.getTracks() : [];
}

export function stopPlaying() {
  for (const player of players) {
    player.pause();
    player.srcObject = null;
    player.remove();
  }
  players = [];
  held = false;
}

/** @returns {HTMLAudioElement} in the page, where some phones insist on having it */
function newPlayer() {
  const player = document.createElement("audio");
  player.autoplay = true;
  player.muted = muted || held;
  player.setAttribute("playsinline", "");
  document.body.append(player);
  return player;
}
