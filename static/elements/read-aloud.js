/** *Read aloud*, beside a written share, where this device has a voice of its own for it. Never by itself. */

import { html, useEffect } from "../vendor/ui.js";
import { view } from "../circle.js";
import { languagesOf, readerOf } from "../readers.js";
import { mayRead, readAloud, reading, stopReading, voices } from "../reading.js";
import { language, t } from "../words.js";
import { Button } from "./button.js";

/** @param {{ text: string }} props */
export const ReadAloud = ({ text }) => {
  useEffect(() => stopReading, [text]);
  const voice = readerOf(voices.value, languagesOf(text, [view.value?.language, language.value]));
  if (!voice || !mayRead.value) return null;
  const now = reading.value === text;
  return html`<${Button} icon=${now ? "speaker-off" : "speaker"} words=${t(now ? "read.stop" : "read.aloud")} kind="aloud" press=${() => (now ? stopReading() : readAloud(text, voice))} />`;
};
