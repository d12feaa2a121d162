// What would be lost, before somebody decides to.
import { html } from "lit";
import type { TemplateResult } from "lit";
import type { Loss } from "../shared/feature.ts";

export const lossList = (losses: readonly Loss[]): TemplateResult => html`<ul class="losses">${losses.map(({ ids, text }) => html`<li>${text(ids.length)}</li>`)}</ul>`;
