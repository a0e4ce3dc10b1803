/** The circle is open: its links, its code, and what to send to whom. All of it is shown once. */

import { html, useEffect, useRef } from "../vendor/ui.js";
import { begin, opened } from "../opening.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { CopyButton } from "./copy-button.js";
import { Leaf } from "./icon.js";
import { Invitation } from "./invitation.js";
import { LinkCard } from "./link-card.js";
import { PersonalLinks } from "./personal-links.js";

export const OpenedCircle = () => {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => { heading.current?.focus(); scrollTo(0, 0); }, []);
  const circle = opened.value;
  if (!circle) return null;
  const { code, links, qr, plan } = circle;
  return html`<div class="opened">
    <header><${Leaf} /><div><h1 tabindex="-1" ref=${heading}>${t("open.done")}</h1><p>${plan.title}</p></div></header>
    <p class="note">${t("open.done.once")}</p>
    <${LinkCard} name="facilitator" words=${t("open.link.facilitator")} hint=${t("open.link.facilitator.hint")} link=${links.facilitator} drawing=${qr.facilitator}
      extra=${html`<a class="come" href=${links.facilitator} target="_blank" rel="noopener">${t("open.come")}</a>`} />
    <${LinkCard} name="member" words=${t("open.link.member")} hint=${t(plan.lobby ? "open.link.member.hint" : "open.link.member.direct")} link=${links.member} drawing=${qr.member} />
    <${Invitation} circle=${circle} />
    <section class="card" aria-labelledby="code-title">
      <h2 id="code-title">${t("open.code")}</h2>
      <p class="code" id="code" translate=${false}>${code}</p>
      <p class="soft small">${t("open.code.hint", { site: location.host })}</p>
      <${CopyButton} text=${code} what=${t("open.code")} source="code" />
    </section>
    ${links.listener ? html`<${LinkCard} name="listener" words=${t("open.link.listener")} hint=${t("open.link.listener.hint")} link=${links.listener} drawing=${qr.listener} />` : null}
    <${PersonalLinks} />
    <${Button} icon="plus" words=${t("open.again")} kind="wide" press=${begin} />
  </div>`;
};
