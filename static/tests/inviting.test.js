import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { linkIn, messageIn, suggestedTitle } from "../inviting.js";

/** @import { Words } from "../filling.js" */
/** @import { Language } from "../types.d.ts" */

const AT = new Date(2026, 10, 27, 19, 0);
const LINK = "https://circles.example.org/circle?language=mr#ABCD2345.abcdefghijklmnopqrstuv";

/** @param {Language} language @returns {Words} */
const wordsOf = (language) => JSON.parse(readFileSync(new URL(`../words/open.${language}.json`, import.meta.url), "utf8"));

test("a link opens in the reader's language, and leads to the same place", () => {
  assert.equal(linkIn(LINK, "mr"), LINK);
  assert.equal(linkIn(LINK, "hi"), LINK.replace("language=mr", "language=hi"));
  assert.equal(linkIn(LINK, "en"), LINK.replace("?language=mr", ""));
  assert.equal(linkIn(linkIn(LINK, "en"), "mr"), LINK);
});

test("the message has the time, the link in its language, and the code", () => {
  assert.equal(
    messageIn(wordsOf("en"), "en", { link: LINK, code: "ABCD2345", at: AT }),
    "Circle at 7:00 pm, Friday, 27 November.\nOpen this link a few minutes before: https://circles.example.org/circle#ABCD2345.abcdefghijklmnopqrstuv\n"
      + "Or type the code ABCD2345 at circles.example.org",
  );
  for (const language of /** @type {const} */ (["hi", "mr"])) {
    const text = messageIn(wordsOf(language), language, { link: LINK, code: "ABCD2345", at: AT });
    assert.ok(text.includes(linkIn(LINK, language)));
    assert.ok(text.includes("7:00") && text.includes("27"), text); // Latin digits
    assert.ok(!/pm|Friday|[०-९{}]/i.test(text), text);
  }
});

test("a title is suggested that says nothing but when", () => {
  assert.equal(suggestedTitle(wordsOf("en"), "en", AT), "Circle at 7:00 pm");
  assert.equal(suggestedTitle(wordsOf("hi"), "hi", AT), "मीटिंग, शाम 7:00");
});
