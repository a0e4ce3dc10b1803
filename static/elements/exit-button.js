/** *Quick exit*, in the corner of every screen. It asks nothing: whoever needs it has no time. */

import { html } from "../vendor/ui.js";
import { exit } from "../exit.js";
import { t } from "../words.js";
import { Button } from "./button.js";

export const ExitButton = () => html`<${Button} icon="exit" words=${t("do.exit")} label=${t("do.exit.now")} kind="exit" hint=${t("do.exit.hint")} press=${exit} />`;
