/** Made-up people and circles for the story page. */

/** @import { Role, Seat, SeatView, View, You } from "../types.d.ts" */

/** Their seats in ring order; `me` is the one who looks. @type {[id: string, adjective: number, thing: number][]} */
const PEOPLE = [
  ["me", 0, 0], ["s2", 6, 33], ["s3", 43, 12], ["s4", 37, 30], ["s5", 9, 17], ["s6", 53, 2], ["s7", 33, 24], ["s8", 22, 9], ["s9", 87, 18], ["s10", 12, 36],
];

/** @param {number} count @returns {Record<string, SeatView>} */
export function people(count) {
  const more = Array.from({ length: Math.max(0, count - PEOPLE.length) }, (_, index) => /** @type {[string, number, number]} */ ([`t${index}`, (index * 7 + 3) % 128, (index * 11 + 5) % 256]));
  return Object.fromEntries([...PEOPLE, ...more].slice(0, count).map(([id, adjective, thing], index) => [id, { name: [adjective, thing], role: "member", at: index }]));
}

/** Who waits in this order. @param {Record<string, SeatView>} seats @param {string[]} order */
export function queued(seats, order) {
  return Object.fromEntries(Object.entries(seats).map(([id, seat]) => [id, order.includes(id) ? { ...seat, place: order.indexOf(id) + 1 } : seat]));
}

/** A circle in the middle of an evening. @param {Partial<View>} [changes] @param {{ count?: number, order?: string[], role?: Role }} [who] @returns {View} */
export function evening(changes = {}, { count = 10, order = ["s5", "s8"], role = "member" } = {}) {
  const seats = queued(people(count), order);
  const keeps = role === "facilitator" ? "me" : "s4";
  if (seats.s7) seats.s7.away = true;
  seats.me = { ...seats.me, role };
  if (seats[keeps]) seats[keeps].role = "facilitator";
  return {
    stage: "open", title: "Evening circle", format: "circle", language: "en", order: "hands", queue_open: true, keeper: keeps,
    phase: { n: 4, of: 6, id: "rounds", prompt: 1, round: 1, rounds: 3 },
    seats, turn: { seat: "s3", state: "sharing", seconds: 180, left: 74 }, ...changes,
  };
}

/** @param {Partial<You>} [changes] @returns {You} */
export function me(changes = {}) {
  return { seat: "me", role: "member", standing: "seated", ...changes };
}
