// Where the visitor is. A feature adds the routes of its views beside its state, with `declare module "../shared/route.ts"`;
// how they stand in the address bar is said by its views. The address holds the view and a server ID, and nothing else.

/** The views by name, each with what it is of. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the features fill it
export interface Routes {}

export type ViewName = keyof Routes;
export type Route = { [Name in ViewName]: { readonly view: Name } & Routes[Name] }[ViewName];

/** Whether both lead to the same view, of the same thing. */
export function sameRoute(a: Route, b: Route): boolean {
  const [one, other] = [factsOf(a), factsOf(b)];
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}

const factsOf = (route: Route): Map<string, unknown> => new Map(Object.entries(route as object).filter(([, value]) => value !== undefined));

/** How a link names a call: several APIs have one action. */
export const callName = (operation: string, apiVersion: string | undefined): string => `${operation}.${apiVersion ?? ""}`;

/** A link to the explanation of a refusal, by its action and, where it is known, the call; the address does not keep it. */
export const explainHash = (action: string, call?: string): string => `#/permissions?explain=${encodeURIComponent(action)}${call === undefined ? "" : `&call=${call}`}`;
