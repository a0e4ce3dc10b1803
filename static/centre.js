/** What the centre's page asks of the server. The key is a parameter: nothing here keeps it. */

/** @typedef {{ ok: true, answer: Record<string, any> } | { ok: false, code: string, field?: string }} Answer */

/** What a header can carry; a key has 64 of these. */
const HEADER = /^[\x21-\x7e]+$/;

/**
 * @param {string} key @param {string} path @param {Record<string, unknown>} [body] with it a POST, without it a GET
 * @returns {Promise<Answer>} codes are the server's, and `no-answer`
 */
export async function askCentre(key, path, body) {
  if (!HEADER.test(key)) return { ok: false, code: "wrong-key" };
  /** @type {RequestInit} */
  const asked = { headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" }, cache: "no-store", credentials: "omit" };
  if (body) Object.assign(asked, { method: "POST", body: JSON.stringify(body) });
  try {
    const response = await fetch(path, asked);
    const answer = await response.json();
    return response.ok ? { ok: true, answer } : { ok: false, code: String(answer.code), field: answer.field };
  } catch {
    return { ok: false, code: "no-answer" }; // no network, or something between that is not the server
  }
}
