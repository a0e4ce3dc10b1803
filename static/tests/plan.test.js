import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, firstPlan, requestOf, sorted } from "../plan.js";

/** @import { Choice, Plan } from "../plan.js" */

const said = { en: "a", hi: "a", mr: "a" };

/** @param {string} id @returns {Choice} */
const choice = (id) => ({ id, title: said, about: said, minutes: 60, people: [6, 11], longer: [], listeners: false, deputy_required: false, phases: [] });

const NOW = new Date(2026, 10, 25, 18, 20);

/** @param {Partial<Plan>} [changes] @returns {Plan} */
const planned = (changes) => ({ ...firstPlan([choice("alumni_checkin")], NOW, "mr"), title: "Circle at 7", ...changes });

test("the short list has its own order, the rest comes after", () => {
  const [short, rest] = sorted(["circle", "step_discussion", "alumni_checkin", "ours"].map(choice));
  assert.deepEqual([short, rest].map((list) => list.map(({ id }) => id)), [["alumni_checkin", "step_discussion"], ["circle", "ours"]]);
});

test("a centre without any of the short list chooses from all it has", () => {
  const [short, rest] = sorted(["circle", "ours"].map(choice));
  assert.deepEqual([short.length, rest.length], [2, 0]);
});

test("the first plan is the first of the short list, at the next full hour that leaves time to tell people", () => {
  const plan = firstPlan(["circle", "alumni_checkin"].map(choice), NOW, "hi");
  assert.deepEqual([plan.format, plan.date, plan.time, plan.minutes, plan.language], ["alumni_checkin", "2026-11-25", "19:00", "60", "hi"]);
  assert.equal(firstPlan([choice("x")], new Date(2026, 10, 25, 18, 55), "en").time, "20:00");
  assert.equal(firstPlan([choice("x")], new Date(2026, 10, 25, 18, 50), "en").time, "19:00");
  const late = firstPlan([choice("x")], new Date(2026, 11, 31, 23, 55), "en");
  assert.deepEqual([late.date, late.time], ["2027-01-01", "01:00"]);
});

test("nothing is wrong with a first plan that has a title", () => {
  assert.deepEqual(faultsOf(planned(), NOW), {});
});

/** @type {[Partial<Plan>, (keyof Plan)[]][]} */
const WRONG = [
  [{ title: "  " }, ["title"]], [{ title: "x".repeat(61) }, ["title"]], [{ date: "" }, ["date"]], [{ time: "" }, ["date"]], [{ date: "2026-11-23" }, ["date"]],
  [{ date: "2028-01-01" }, ["date"]], [{ minutes: "4" }, ["minutes"]], [{ minutes: "721" }, ["minutes"]], [{ minutes: "" }, ["minutes"]], [{ minutes: "6e1" }, ["minutes"]],
  [{ people: "1" }, ["people"]], [{ people: "501" }, ["people"]], [{ people: "-3" }, ["people"]], [{ door: "own", before: "241" }, ["before"]],
  [{ door: "own", after: "x" }, ["after"]], [{ title: "", minutes: "x", door: "own", after: "1.5" }, ["title", "minutes", "after"]],
];

for (const [changes, fields] of WRONG) {
  test(`wrong: ${JSON.stringify(changes).slice(0, 50)}`, () => assert.deepEqual(Object.keys(faultsOf(planned(changes), NOW)), fields));
}

test("what is not shown is not wrong", () => {
  assert.deepEqual(faultsOf(planned({ door: "format", before: "999", after: "x" }), NOW), {});
});

test("what is sent is what the server knows, with the time in its own zone", () => {
  assert.deepEqual(requestOf(planned({ title: " Circle at 7 " })), {
    title: "Circle at 7", format: "alumni_checkin", language: "mr", minutes: 60, starts_at: new Date(2026, 10, 25, 19, 0).toISOString(), names: "pseudonyms", lobby: true,
    qr: true,
  });
});

test("limits are sent where there are any", () => {
  const body = requestOf(planned({ people: " 12 ", door: "own", before: "30", after: "", names: "chosen", lobby: false }));
  assert.deepEqual([body.people_most, body.door, body.opens_before, body.closes_after, body.names, body.lobby], [12, "open", 30, undefined, "chosen", false]);
  const open = requestOf(planned({ door: "open", before: "30" }));
  assert.deepEqual([open.door, open.opens_before], ["open", undefined]);
});
