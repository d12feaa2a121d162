// What the page is called, and what else whoever runs its server has to say of it: the server writes it into the document.

export interface Branding {
  readonly title?: string;
  /** A path on our own origin. */
  readonly logo?: string;
  /** Where users find help: https or mailto. */
  readonly supportUrl?: string;
  readonly notice?: string;
  /** Whether *Decrypt only* is all that there is. */
  readonly alone?: boolean;
}

const read = (): Branding => JSON.parse(document.querySelector<HTMLMetaElement>("meta[name=console]")?.content ?? "{}") as Branding;

let known: Branding | undefined;

export const branding = (): Branding => (known ??= read());

/** A name is the same in every language. */
export const product = (): string => branding().title ?? "ECS Password Console";
