// The clouds that this page's own server leads to.
import type { Cloud } from "ecs-password/slim";
import { inWords } from "../locales/said.ts";

/** What the sign-in form of a cloud is filled with, as whoever runs the server says. */
export interface Preset {
  domain?: string;
  project?: string;
  projectId?: string;
}

export type Service = "identity" | "compute";

/** A cloud that this server's proxy reaches. */
export interface CloudEntry {
  name: string;
  kind: Cloud;
  label: string;
  /** Paths on our own origin. */
  identity: string;
  compute: string;
  /** Where these lead, of a region that is known by name; of others only the server knows it. */
  addresses?: { identity: string; compute: string };
  /** Of a public cloud that this server knows by name, or as the cloud's catalogue calls it. */
  region?: string;
  /** The same for clouds that have one Keystone, as its regions do. */
  keystone?: string;
  /** Of a public cloud: the path that what is signed with an access key begins with, empty where there is none. */
  basePath?: string;
  preset?: Preset;
  /** The services that this server reaches by plain http, on another machine. */
  plainHttp?: Service[];
  sandbox: boolean;
}

/** What a cloud is called: what whoever runs the server says, and of a sandbox, in the language of the page. */
export const labelOf = ({ label, sandbox }: CloudEntry): string => (sandbox ? inWords(label) : label);
