/** What a change of my request for help does on the screen. Pure. */

/** @import { You } from "./types.d.ts" */

/**
 * @param {You | null} before null: nothing was seen yet, and a request may be older than this page @param {You | null} now
 * @returns {"open" | "over" | "ended" | null} open: there is something to see. over: taken back, or never answered. ended: a side room was closed, by whomever
 */
export function helpTurn(before, now) {
  if (!now) return null;
  const [was, is] = [before?.help, now.help];
  if (!is) return was?.state === "together" ? "ended" : !was || was.state === "offered" ? null : "over";
  return is.state !== "offered" && seenOf(was, now.seat) !== seenOf(is, now.seat) ? "open" : null;
}

/** My own lines open nothing: I have just written them. @param {You["help"]} help @param {string} me @returns {string} */
function seenOf(help, me) {
  return `${help?.state} ${Object.values(help?.lines ?? {}).filter((line) => line.by !== me).length}`;
}
