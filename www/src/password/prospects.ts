// What keeps a password from being stored, as far as it is known before anybody asks for one.
import { passwordKeyAlgorithm } from "ecs-password/slim";
import type { Server } from "ecs-password/slim";
import type { KeyPairView } from "../keys/state.ts";
import { msg, str } from "../locales/words.ts";

export interface Prospects {
  readonly text: string;
  /** Whether a password may come all the same, so that waiting for it helps. */
  readonly mayCome: boolean;
}

/** Nothing where nothing speaks against it. `isKeyRead`: whether the answer told of the key pair, or of none. */
export function prospectsOf({ os, status, keyName }: Pick<Server, "os" | "status" | "keyName">, pair: KeyPairView, isKeyRead: boolean): Prospects | undefined {
  const never = (text: string): Prospects => ({ text, mayCome: false });
  if (os === "other") return never(msg("By what the cloud says this is not a Windows server. Only Windows servers store a password."));
  if (pair.status === "visible" && pair.algorithm !== undefined && pair.algorithm !== passwordKeyAlgorithm) {
    const { algorithm } = pair;
    return never(msg(str`The key pair of this server is ${algorithm}. Windows can encrypt its password for ${passwordKeyAlgorithm} only, so that none will be stored.`));
  }
  if (keyName === undefined && isKeyRead) return never(msg("The cloud names no key pair of this server. A password is stored only for a server that was created with one."));
  if (status === "ERROR") return never(msg("The cloud reports the status ERROR. If the server never started, no password was stored."));
  return status === "BUILD" ? { text: msg("The server is being built. A password can be stored only once Windows has started."), mayCome: true } : undefined;
}
