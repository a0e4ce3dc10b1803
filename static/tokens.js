/** Secrets of this tab: drawn here, proved to the server by their hashes. */

/** 256 bit: nobody guesses one, and nobody finds one from its hash. */
const TOKEN_BYTES = 32;

/** @returns {string} base64url */
export function drawToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} token @returns {Promise<string>} SHA-256 in hex */
export async function hashOf(token) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a return can end in. `gone`: the seat is not this tab's any more. `later`: the server could not say. */
/** @typedef {{ ok: true, token: string, ack: Record<string, unknown> } | { ok: false, why: "gone" | "later" | "final", code: string }} Returned */

/** Nobody was asked, or nobody could answer: the same question is worth asking again. */
const LATER = new Set(["no-answer", "unavailable", "internal", "too-fast"]);

/** @param {string} code @returns {boolean} */
export function isPassing(code) {
  return LATER.has(code);
}

/**
 * Prove the seat and change the proof. The new token is remembered *before* the server hears of it. When the answer is lost the
 * same is asked again; a no then means that it had arrived, so the new token is the one, and is changed in its turn: what has
 * gone over the wire once opens nothing when it is played again.
 * @param {{ token: string, next?: string }} known
 * @param {(token: string, nextHash: string) => Promise<{ ok: true, [more: string]: unknown } | { ok: false, code: string }>} ask
 * @param {(token: string, next: string) => void} keep remembers both
 * @returns {Promise<Returned>}
 */
export async function proveSeat({ token, next }, ask, keep) {
  const fresh = next ?? drawToken();
  if (!next) keep(token, fresh);
  const ack = await ask(token, await hashOf(fresh));
  if (ack.ok) return { ok: true, token: fresh, ack };
  if (ack.code !== "no-such-token") return { ok: false, why: isPassing(ack.code) ? "later" : "final", code: ack.code };
  return next ? proveSeat({ token: next }, ask, keep) : { ok: false, why: "gone", code: ack.code };
}
