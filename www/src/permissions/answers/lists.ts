// The lists of all services, fetched once there is something to look up in them: findings and completion know other services by them.
import huaweiUrl from "ecs-password/services/huawei.json?url";
import otcUrl from "ecs-password/services/otc.json?url";
import type { ListedNames, PolicyCloud, Services } from "ecs-password/policy/slim";
import type { PolicyPackage } from "../../shared/context.ts";

const URLS: Readonly<Record<PolicyCloud, string>> = { otc: otcUrl, huawei: huaweiUrl };

/** The lists of a cloud, and the names in them. */
export interface Lists {
  services: Services;
  names: ListedNames;
}

/** `arrived` is called once there are lists that there were not. */
export function createLists(policyPackage: () => PolicyPackage, arrived: () => void) {
  const known = new Map<PolicyCloud, Lists | "coming" | "failed">();

  async function load(cloud: PolicyCloud): Promise<void> {
    known.set(cloud, "coming");
    try {
      const answer = await fetch(URLS[cloud], { credentials: "omit" });
      if (!answer.ok) throw new Error(`the lists of ${cloud}: ${answer.status.toString()}`);
      const text = await answer.text();
      const services = new (policyPackage().Services)(text);
      known.set(cloud, { services, names: services.names() });
      arrived();
    } catch {
      // Without them the page looks up the names of ECS alone, as it does until they are there.
      known.set(cloud, "failed");
    }
  }

  return {
    /** Those of a cloud, where they are there already. */
    of(cloud: PolicyCloud): Lists | undefined {
      const found = known.get(cloud);
      if (found === undefined) void load(cloud);
      return typeof found === "object" ? found : undefined;
    },
  };
}
