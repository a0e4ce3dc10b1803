/** What an offer says about this device is taken out before it leaves: addresses, session ids, the browser's version. Pure. */

/** The server learns where to answer from the packets themselves (it is ICE-lite), so no candidate is needed. */
const LEFT_OUT = /^a=(candidate|end-of-candidates|remote-candidates)/;

/** @type {[RegExp, string][]} */
const NEUTRAL = [
  [/^o=.*/, "o=- 0 0 IN IP4 0.0.0.0"],
  [/^s=.*/, "s=-"],
  [/^c=.*/, "c=IN IP4 0.0.0.0"],
  [/^a=rtcp:.*/, "a=rtcp:9 IN IP4 0.0.0.0"],
  [/^(m=audio) \d+/, "$1 9"],
];

/** @param {string} sdp @returns {string} the same session without a word about where it is */
export function withoutAddresses(sdp) {
  const lines = sdp.split(/\r?\n/).filter((line) => line !== "" && !LEFT_OUT.test(line));
  return lines.map((line) => NEUTRAL.reduce((said, [pattern, neutral]) => said.replace(pattern, neutral), line)).join("\r\n") + "\r\n";
}
