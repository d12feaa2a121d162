// The lists of all services, fetched once there is something to look up in them: findings and completion know other services by them.
import huaweiUrl from "ecs-password/services/huawei.json?url";
import otcUrl from "ecs-password/services/otc.json?url";
import { policyClouds } from "ecs-password/slim";
import type { ListedNames, PolicyCloud, Services } from "ecs-password/policy/slim";
import type { PolicyPackage } from "../../shared/context.ts";
import type { OwnList } from "../state.ts";
import { has5 } from "../version.ts";

const URLS: Readonly<Record<PolicyCloud, string>> = { otc: otcUrl, huawei: huaweiUrl };

/** The lists of a cloud, and the names in them. */
export interface Lists {
  services: Services;
  names: ListedNames;
}

/** Whose lists of single services somebody can bring: they are of version 5.0. */
const GIVE_LISTS = policyClouds.filter(has5);

/** `arrived` is called once there are lists that there were not; `ownLists` are those that somebody brought. */
export function createLists(policyPackage: () => PolicyPackage, ownLists: () => readonly OwnList[], arrived: () => void) {
  const known = new Map<PolicyCloud, Lists | "coming" | "failed">();
  const coming = new Map<PolicyCloud, Promise<void>>();
  const texts = new Map<PolicyCloud, string>();
  let given: readonly OwnList[] = [];

  function read(cloud: PolicyCloud): Lists {
    const page = texts.get(cloud);
    const services = new (policyPackage().Services)(...(page === undefined ? [] : [page]), ...(has5(cloud) ? given.map(({ text }) => text) : []));
    return { services, names: services.names() };
  }

  /** Others than before take the place of those that were read. */
  function takeGiven(): void {
    if (given === ownLists()) return;
    given = ownLists();
    for (const cloud of GIVE_LISTS) {
      const before = known.get(cloud);
      if (before === "coming" || (before === undefined && !texts.has(cloud))) continue;
      if (typeof before === "object") before.services.free();
      known.set(cloud, texts.has(cloud) || given.length > 0 ? read(cloud) : "failed");
    }
  }

  async function load(cloud: PolicyCloud): Promise<void> {
    known.set(cloud, "coming");
    try {
      const answer = await fetch(URLS[cloud], { credentials: "omit" });
      if (!answer.ok) throw new Error(`the lists of ${cloud}: ${answer.status.toString()}`);
      texts.set(cloud, await answer.text());
      known.set(cloud, read(cloud));
      arrived();
    } catch {
      // Without them the page looks up the names of ECS alone, as it does until they are there, and in the lists that somebody brought.
      known.set(cloud, has5(cloud) && given.length > 0 ? read(cloud) : "failed");
      if (given.length > 0) arrived();
    }
  }

  function begin(cloud: PolicyCloud): Promise<void> {
    const loading = coming.get(cloud) ?? load(cloud);
    coming.set(cloud, loading);
    return loading;
  }

  return {
    /** Those of a cloud, where they are there already. */
    of(cloud: PolicyCloud): Lists | undefined {
      takeGiven();
      const found = known.get(cloud);
      if (found === undefined) void begin(cloud);
      return typeof found === "object" ? found : undefined;
    },
    /** Waits until they are there, or did not come. */
    read: begin,
  };
}
