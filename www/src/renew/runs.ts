// Carries out renewals, wherever in the page the visitor is meanwhile. Each step looks first at what is so; an order is sent once, and never called back.
import type { Client } from "ecs-password/client/slim";
import type { ServersUses } from "../servers/actions.ts";
import { versionFor } from "../session/state.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { Context } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import { mayPass } from "../waiting/state.ts";
import type { Found } from "../waiting/state.ts";
import { reduce, stepOf } from "./reduce.ts";
import type { End, Own } from "./reduce.ts";
import { renewalOf } from "./state.ts";
import type { RenewEvent, RenewState } from "./state.ts";
import { ahead, LIMITS_MS } from "./steps.ts";
import type { StepName } from "./steps.ts";

/** From one look to the next: at first, and at most. */
const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 20_000;
const LOOK_MS = 30_000;

/** What the views do with renewals. */
export type Runs = ReturnType<typeof createRuns>;

interface Turn {
  readonly serverId: string;
  readonly client: Client;
  /** Ends looks and pauses; orders it leaves alone. */
  readonly signal: AbortSignal;
}

type Work = Exclude<StepName, "get">;

export function createRuns(context: Context<RenewState, RenewEvent, ServersUses>) {
  const running = new Map<string, AbortController>();

  function tell(event: Own): void {
    context.dispatch({ type: "renew/changed", step: reduce(context.state.renew, event, context.state) });
  }

  /** From the start, or on from where it stopped. */
  async function begin(serverId: string, name: string): Promise<void> {
    const client = context.actions.session.client();
    if (!client || running.has(serverId)) return;
    const controller = new AbortController();
    running.set(serverId, controller);
    const isOurs = (): boolean => running.get(serverId) === controller;
    tell({ type: "began", serverId, name });
    await context.started().catch(() => undefined);
    const turn: Turn = { serverId, client, signal: controller.signal };
    for (let step = next(serverId); step && isOurs(); step = next(serverId)) {
      tell({ type: "stepBegan", serverId, step, at: Date.now() });
      const end = controller.signal.aborted ? ({ phase: "cancelled" } as const) : await endOf(step, turn);
      if (!isOurs()) return;
      // No longer at work once the state says so.
      if (end.phase !== "skipped" && end.phase !== "back" && !(end.phase === "done" && step !== "wait")) running.delete(serverId);
      tell({ type: "stepEnded", serverId, step, at: Date.now(), end });
      if (!isOurs()) return;
    }
  }

  function next(serverId: string): Work | undefined {
    const renewal = renewalOf(context.state.renew, serverId);
    const [step] = renewal ? ahead(renewal.steps) : [];
    return step === "get" ? undefined : step;
  }

  async function endOf(step: Work, turn: Turn): Promise<End> {
    try {
      return await STEPS[step](turn);
    } catch (error) {
      return turn.signal.aborted && toProblem(error).code === "aborted" ? { phase: "cancelled" } : { phase: "failed", problem: toProblem(error) };
    }
  }

  const STEPS: Record<Work, (turn: Turn) => Promise<End>> = {
    stop: (turn) => switched(turn, "stop", "SHUTOFF"),
    delete: deleteStored,
    start: (turn) => switched(turn, "start", "ACTIVE"),
    wait: waitForPassword,
  };

  async function switched(turn: Turn, step: "stop" | "start", wanted: "SHUTOFF" | "ACTIVE"): Promise<End> {
    const { serverId, client } = turn;
    const before = stepOf(context.state.renew, serverId, step).ordered;
    if ((await status(turn)) === wanted) return { phase: before === "no" ? "skipped" : "done" };
    if (before !== "yes") {
      const operation = step === "stop" ? "stopServer" : "startServer";
      await order(turn, step, (signal) => client[operation](input(serverId, operation), { signal }));
    }
    return poll(turn, step, async () => ((await status(turn)) === wanted ? { phase: "done" } : undefined));
  }

  async function deleteStored(turn: Turn): Promise<End> {
    const { serverId, client } = turn;
    if ((await status(turn)) !== "SHUTOFF") return { phase: "back" };
    const before = stepOf(context.state.renew, serverId, "delete").ordered;
    if (!(await stored(turn))) return { phase: before === "no" ? "skipped" : "done" };
    if (before !== "yes") {
      const answer = await order(turn, "delete", (signal) => client.deleteServerPassword(input(serverId, "deleteServerPassword"), { signal }));
      if (answer?.deleted === true) return { phase: "done" };
    }
    return poll(turn, "delete", async () => ((await stored(turn)) ? undefined : { phase: "done" }));
  }

  async function waitForPassword(turn: Turn): Promise<End> {
    const look = async (): Promise<End | undefined> => {
      const found = await stored(turn);
      return found && { phase: "done", found };
    };
    return (await look()) ?? poll(turn, "wait", look);
  }

  /** Sends it once; nothing where an earlier one seems to be under way. */
  async function order<T>({ serverId }: Turn, step: Work, send: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const before = stepOf(context.state.renew, serverId, step).ordered;
    try {
      const answer = await context.run(`renew ${serverId}`, send);
      tell({ type: "ordered", serverId, step, ordered: "yes" });
      return answer;
    } catch (error) {
      const { code, mayHaveHappened } = toProblem(error);
      if (mayHaveHappened === true || code === "internal") tell({ type: "ordered", serverId, step, ordered: "maybe" });
      if (code === "conflict" && before === "maybe") return undefined;
      throw error;
    }
  }

  /** Looks again and again, more and more seldom, until it finds or its time is over. */
  async function poll({ signal }: Turn, step: Work, look: () => Promise<End | undefined>): Promise<End> {
    const endsAt = Date.now() + LIMITS_MS[step];
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
      await passed(pauseMs, signal);
      if (signal.aborted) return { phase: "cancelled" };
      try {
        const end = await look();
        if (end) return end;
      } catch (error) {
        if (!mayPass(toProblem(error))) throw error;
      }
      if (Date.now() >= endsAt) return { phase: "over" };
    }
  }

  async function status({ serverId, client, signal }: Turn): Promise<string> {
    const { server } = await client.getServer(input(serverId, "getServer"), { signal, timeoutMs: LOOK_MS });
    tell({ type: "seen", serverId, server });
    return server.status;
  }

  async function stored({ serverId, client, signal }: Turn): Promise<Found | undefined> {
    const answer = await client.getServerPassword(input(serverId, "getServerPassword"), { signal, timeoutMs: LOOK_MS });
    return answer.stored ? { ciphertext: answer.ciphertext, notes: answer.notes } : undefined;
  }

  const input = (serverId: string, operation: ServerOperation) => ({ serverId, apiVersion: versionFor(context.state, operation) });

  /** After what is under way: an order that is sent is waited for. */
  function cancel(serverId: string): void {
    const controller = running.get(serverId);
    if (!controller) return;
    tell({ type: "cancelling", serverId });
    controller.abort();
  }

  /** Ends what no state runs any more. */
  function follow({ renew }: RenewState): void {
    for (const [serverId, controller] of running) {
      if (renewalOf(renew, serverId)?.running === true) continue;
      // It is told of in the state before it begins.
      running.delete(serverId);
      controller.abort();
      context.jobs.cancel(`renew ${serverId}`);
    }
  }

  return { tell, begin, cancel, follow };
}

/** Ends early where it is called off. */
function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
