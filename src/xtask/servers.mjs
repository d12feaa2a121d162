// Finds the web servers, and other programs of the system, that the examples of www/server/deploy are for: by a variable of the environment, then in PATH.
import { existsSync } from "node:fs";
import { which } from "./steps.mjs";

/** Each by the name of its program, with the package of Debian and Ubuntu that has it. */
export const SERVERS = [
  { name: "nginx", variable: "NGINX", apt: "nginx-light" },
  { name: "caddy", variable: "CADDY", apt: "caddy" },
  { name: "buildah", variable: "BUILDAH", apt: "buildah" },
];

/** The path of the program of this name, or undefined. */
export function findServer(name) {
  const { variable } = SERVERS.find((each) => each.name === name);
  const named = process.env[variable];
  if (named) return existsSync(named) ? named : undefined;
  // What only root starts is not in everybody's PATH.
  return which(name) ?? [`/usr/sbin/${name}`, `/usr/local/sbin/${name}`].find((file) => existsSync(file));
}

/** Whether the tests with them have to run; without this they are reported as not run where one is missing. */
export const areServersDemanded = () => process.env.DEMAND_SERVERS === "1";
