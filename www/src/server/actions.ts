// Deleting the stored password of a server, and the file that opens its remote desktop. Each effect ends in events.
import { msg, str } from "../locales/words.ts";
import type { RenewUses } from "../renew/actions.ts";
import { isSignedIn, versionFor } from "../session/state.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { saveFile } from "../shared/files.ts";
import { toProblem } from "../shared/problem.ts";
import { rdpFile } from "./rdp.ts";
import type { ServerEvent, ServerState } from "./state.ts";

export type ServerActions = ReturnType<typeof createServerActions>;
/** What a view is given that works with the open server. */
export type ServerUses = RenewUses & Dispatch<ServerEvent> & { readonly server: ServerActions };

export function createServerActions(context: Context<ServerState, ServerEvent, RenewUses>) {
  const { dispatch } = context;

  async function deletePassword(serverId: string): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    dispatch({ type: "server/deleteStarted" });
    try {
      const apiVersion = versionFor(context.state, "deleteServerPassword");
      const result = await context.run("delete", (signal) => client.deleteServerPassword({ serverId, apiVersion }, { signal }));
      dispatch({ type: "server/deleted", serverId, result });
    } catch (error) {
      dispatch({ type: "server/deleteFailed", serverId, problem: toProblem(error) });
    }
  }

  /** A file that opens the remote desktop; the password is not in it. */
  function downloadRdp(address: string): void {
    const file = rdpFile(context.state.server.open?.server?.name ?? "", address);
    if (!file) return;
    saveFile(file.name, [file.text], "application/x-rdp");
    context.say(msg(str`${file.name} is saved`));
  }

  function follow(after: ServerState): void {
    if (!isSignedIn(after)) return;
    const { server: { open, interrupted }, password: { server: password } } = after;
    const { actions } = context;
    if (interrupted?.job === "password" && open?.id === interrupted.serverId) {
      dispatch({ type: "server/resumed" });
      void actions.password.get(interrupted.serverId);
    }
    const keyName = open?.server?.keyName;
    if (keyName !== undefined && password?.keyPair.status === "none") void actions.password.loadKeyPair(password.id, keyName);
  }

  return { deletePassword, downloadRdp, follow };
}
