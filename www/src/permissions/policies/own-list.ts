// A list of a service as its cloud gives it itself, in the place of a policy: actions and condition keys are looked up in it.
import type { PolicyPackage } from "../../shared/context.ts";
import type { OwnList } from "../state.ts";

/** The list that a text is; nothing where it is none. */
export function ownListOf({ Services }: Pick<PolicyPackage, "Services">, text: string): OwnList | undefined {
  let services: InstanceType<typeof Services> | undefined;
  try {
    services = new Services(text);
    const { actions } = services.names();
    const [service, ...others] = new Set(actions.map(({ name }) => name.split(":")[0] ?? ""));
    // The lists that come with the page are of many services.
    return service === undefined || others.length > 0 ? undefined : { service, count: actions.length, text };
  } catch {
    return undefined;
  } finally {
    services?.free();
  }
}
