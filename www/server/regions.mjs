// The regions of the public clouds that can be named instead of spelled out: `--cloud otc:eu-de`. Their addresses are those of the
// clouds' documents (Open Telekom Cloud: "Endpoints") and of Huawei Cloud's SDK (services/ecs/v2 and iam/v3, region.go).
/** @import { CloudKind } from "./types.ts" */

/** The regions of Huawei Cloud whose two addresses follow one pattern. */
const HUAWEI =
  "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 cn-east-3 cn-north-1 cn-north-4 cn-south-1 la-south-2 me-east-1 sa-brazil-1 tr-west-1";

/** @type {Record<string, { kind: CloudKind, region: string, label: string, identity: string, compute: string }>} */
export const REGIONS = Object.fromEntries(
  [
    ...["eu-de", "eu-nl"].map((region) => ({
      id: `otc:${region}`,
      kind: /** @type {const} */ ("otc"),
      region,
      label: `T Cloud Public (Open Telekom Cloud) ${region}`,
      identity: `https://iam.${region}.otc.t-systems.com`,
      compute: `https://ecs.${region}.otc.t-systems.com`,
    })),
    {
      id: "otc:eu-ch2",
      kind: /** @type {const} */ ("otc"),
      region: "eu-ch2",
      label: "Swiss T Cloud Public (Open Telekom Cloud) eu-ch2",
      identity: "https://iam-pub.eu-ch2.sc.otc.t-systems.com",
      compute: "https://ecs.eu-ch2.sc.otc.t-systems.com",
    },
    ...HUAWEI.split(" ").map((region) => ({
      id: `huawei:${region}`,
      kind: /** @type {const} */ ("huawei"),
      region,
      label: `Huawei Cloud ${region}`,
      identity: `https://iam.${region}.myhuaweicloud.com`,
      compute: `https://ecs.${region}.myhuaweicloud.com`,
    })),
    {
      id: "huawei:eu-west-101",
      kind: /** @type {const} */ ("huawei"),
      region: "eu-west-101",
      label: "Huawei Cloud eu-west-101",
      // As published: another top-level domain.
      identity: "https://iam.eu-west-101.myhuaweicloud.eu",
      compute: "https://ecs.eu-west-101.myhuaweicloud.com",
    },
  ].map(({ id, ...region }) => [id, region]),
);
