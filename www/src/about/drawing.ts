// Who gets what, as a drawing: the tab, the console's server, the cloud; what goes there, what comes back, and what stays. In a narrow window
// it stands upright, so that its letters stay as large as those around it.
import { html, nothing, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  label: msg("Sign-ins (1) and calls (2) go from this tab through the console's server to the cloud, and answers (3) come back the same way. Private keys, passphrases and decrypted passwords stay in this tab."),
  tab: msg("This browser tab"),
  stays: msg("Stays here"),
  kept: [msg("Private keys"), msg("Passphrases"), msg("Decrypted passwords")],
  server: msg("Console's server"),
  passes: msg("Passes on"),
  cloud: msg("Cloud"),
  services: [msg("Identity"), msg("Compute")],
  ways: [msg("Sign-in data"), msg("Token and calls"), msg("Encrypted password")],
}));

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Plan {
  readonly name: "wide" | "tall";
  readonly size: readonly [number, number];
  readonly tab: Box;
  readonly server: Box;
  readonly cloud: Box;
  /** Where the lanes are, across the way. */
  readonly lanes: readonly [number, number, number];
}

const WIDE: Plan = {
  name: "wide",
  size: [760, 182],
  tab: { x: 1, y: 1, width: 236, height: 180 },
  server: { x: 307, y: 1, width: 164, height: 180 },
  cloud: { x: 541, y: 1, width: 218, height: 180 },
  lanes: [82, 120, 158],
};

const TALL: Plan = {
  name: "tall",
  size: [320, 484],
  tab: { x: 1, y: 1, width: 318, height: 152 },
  server: { x: 1, y: 219, width: 318, height: 62 },
  cloud: { x: 1, y: 347, width: 318, height: 136 },
  lanes: [80, 160, 240],
};

export const drawing = (): TemplateResult => html`<div class="flow">${[WIDE, TALL].map(drawn)}</div>`;

function drawn(plan: Plan): TemplateResult {
  const { name, size: [width, height], tab, server, cloud } = plan;
  const { label, tab: tabText, stays, kept, server: serverText, passes, cloud: cloudText, services, ways } = WORDS();
  const inner = { x: tab.x + 14, y: tab.y + 40, width: tab.width - 28, height: 30 + kept.length * 22 };
  return html`<svg class=${`flow-${name}`} viewBox=${`0 0 ${width.toString()} ${height.toString()}`} role="img" aria-label=${label}>
    ${[tab, server, cloud].map((box) => frame(box, "flow-box"))}
    ${title(tab, tabText)} ${title(server, serverText)} ${title(cloud, cloudText)}
    ${frame(inner, "flow-stays")}
    ${text(inner.x + 12, inner.y + 22, stays, "flow-strong")}
    ${kept.map((each, index) => text(inner.x + 12, inner.y + 44 + index * 22, each, "flow-text"))}
    ${subtitle(cloud, services.join(" · "))} ${subtitle(server, passes)}
    ${ways.map((each, index) => (name === "wide" ? text(cloud.x + 16, (plan.lanes[index] ?? 0) + 5, each, "flow-text") : text(cloud.x + 26, cloud.y + 74 + index * 22, `${(index + 1).toString()}  ${each}`, "flow-text")))}
    ${plan.lanes.map((at, index) => lane(plan, at, index))}
  </svg>`;
}

const frame = ({ x, y, width, height }: Box, name: string): SVGTemplateResult => svg`<rect class=${name} x=${x} y=${y} width=${width} height=${height} rx="8"></rect>`;
const text = (x: number, y: number, content: string, name: string): SVGTemplateResult => svg`<text class=${name} x=${x} y=${y}>${content}</text>`;
const title = ({ x, y, width }: Box, content: string): SVGTemplateResult => text(x + width / 2, y + 26, content, "flow-strong flow-middle");

const subtitle = ({ x, y, width }: Box, content: string): SVGTemplateResult => text(x + width / 2, y + 46, content, "flow-quiet flow-middle");

/** From the tab to the cloud, or back: the last one. */
function lane({ name, tab, server, cloud }: Plan, at: number, index: number): unknown {
  const back = index === 2;
  const wide = name === "wide";
  const [start, before, behind, end] = wide
    ? [tab.x + tab.width, server.x, server.x + server.width, cloud.x]
    : [tab.y + tab.height, server.y, server.y + server.height, cloud.y];
  const place = (along: number, across = 0): string => (wide ? `${along.toString()} ${(at + across).toString()}` : `${(at + across).toString()} ${along.toString()}`);
  const arrow = (from: number, to: number): unknown => {
    const [tail, head] = back ? [to - 4, from + 4] : [from + 4, to - 4];
    const barb = back ? 7 : -7;
    return svg`<path class="flow-arrow" d=${`M${place(tail)}L${place(head)}M${place(head + barb, -5)}L${place(head)}L${place(head + barb, 5)}`}></path>`;
  };
  const middle = (from: number, to: number): [number, number] => (wide ? [(from + to) / 2, at] : [at, (from + to) / 2]);
  const number = (from: number, to: number): unknown => {
    const [x, y] = middle(from, to);
    return svg`<circle class="flow-number" cx=${x} cy=${y} r="11"></circle><text class="flow-digit flow-middle" x=${x} y=${y + 5}>${index + 1}</text>`;
  };
  const through = wide ? svg`<path class="flow-arrow flow-through" d=${`M${place(before + 6)}L${place(behind - 6)}`}></path>` : nothing;
  return svg`${through}${arrow(start, before)}${arrow(behind, end)}${number(start, before)}${number(behind, end)}`;
}
