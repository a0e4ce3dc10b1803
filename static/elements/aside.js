/** What is rarely needed stands apart: loaded when it is, and quietly a while after entry, so that nobody who needs help waits for a bad line. */

import { html, useEffect } from "../vendor/ui.js";
import { view, you } from "../circle.js";
import { later } from "../later.js";
import { mannerAsked, microphone } from "../microphone.js";
import { helpCard, helpEnded, middle } from "../opened.js";
import { Helpline } from "./helpline.js";

const apart = later("aside", () => import("../pages/aside.js"));

/** Have it loaded. */
export const needAside = apart.need;

/** The view and the voices come first. */
const QUIET_MS = 4000;

/** While the element that calls it is on the page. */
export function useAside() {
  useEffect(() => {
    const timer = setTimeout(needAside, QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
}

/** One of the parts, once they are here. `waits`: for somebody else to need them. @param {{ part: keyof typeof import("../pages/aside.js"), meanwhile?: unknown, waits?: boolean, [prop: string]: unknown }} props */
export const Aside = ({ part, meanwhile = null, waits, ...props }) => {
  const parts = apart.part.value;
  if (!parts && !waits) void needAside();
  return parts ? html`<${/** @type {any} */ (parts[part])} ...${props} />` : meanwhile;
};

/** *I need help now*, and what a facilitator has for me alone. */
export const Care = () => {
  const { help, message, follow_up, unread } = you.value ?? {};
  const wanted = helpCard.value || help || unread || message !== undefined || follow_up || helpEnded.value;
  return wanted ? html`<${Aside} part="Care" meanwhile=${helpCard.value ? html`<${Helpline} />` : null} />` : null;
};

/** Nobody keeps the circle, or I may keep it again. */
export const Safe = () => (view.value?.safe || you.value?.may_keep ? html`<${Aside} part="Safe" />` : null);

/** How one wants to be heard, and what is wrong with the microphone. */
export const Voice = () => (mannerAsked.value || !/^(unasked|open)$/.test(microphone.value) ? html`<${Aside} part="Voice" />` : null);

/** Between the question and the people: what the moment asks of everybody, and what the person has opened. */
export const Middle = () => (middle.value ? html`<${Aside} part="Between" />` : null);
