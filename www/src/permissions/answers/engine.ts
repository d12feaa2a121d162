// Evaluating the policies while somebody types; those that take long beside the page.
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import type { Problem } from "../../shared/problem.ts";
import { wholeOf } from "../expectations/grants.ts";
import { NO_PINS } from "../expectations/state.ts";
import type { Results } from "../expectations/state.ts";
import { isInSet, LARGE } from "../state.ts";
import type { Permissions, PermissionsEvent, PermissionsState, Policy } from "../state.ts";
import { createCounts } from "./counts.ts";
import type { Answers, Call, Method, Result } from "./answering.ts";
import type { Form } from "./forms.ts";

/** Explaining every conditional row takes longer than a frame: it is done in pieces of this length, after the answers are shown. */
const SLICE_MS = 5;
/** What took the page longer than this is answered from beside it the next time; but for small texts, with which something else was in the way. */
const SLOW_MS = 200;
const SMALL = 16_000;
/** Beside the page nothing is begun anew with every letter. */
const TYPING_MS = 200;
/** From when on it is shown that something is worked out, and can be stopped. */
const PATIENCE_MS = 400;

interface Asked {
  form: Form;
  isFar: boolean;
  /** Whether it is still evaluating. */
  busy: boolean;
  /** What it gave last of what stays the same. */
  known: NonNullable<Answers["known"]>;
}

const NOTHING: Asked["known"] = { rows: [], ways: { nova: [], ecs: [], reset: [], console: [] }, names: undefined };

/** What makes the two forms of an engine. */
type Forms = Pick<typeof import("./forms.ts"), "near" | "far">;

/** `evaluated` is called once there are other answers. */
export function createEngine(context: Context<PermissionsState, PermissionsEvent, SessionUses>, { near, far }: Forms, evaluated: () => void) {
  const { dispatch } = context;
  const counts = createCounts(context);
  const mine = (): Permissions => context.state.permissions;
  /** What was asked to evaluate. */
  let current: Asked | undefined;
  /** It has read the lists of services, and keeps them. */
  let onPage: Asked | undefined;
  let frame: number | undefined;
  let typing: ReturnType<typeof setTimeout> | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let holding: ReturnType<typeof setTimeout> | undefined;
  /** The expectations, and the answers, that were asked together last. */
  let held: { kept: unknown; evaluation: unknown } | undefined;
  /** How many questions beside those of an evaluation somebody waits for. */
  let waiting = 0;

  function forget(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    for (const timer of [typing, asking, patience, holding]) clearTimeout(timer);
    typing = patience = held = undefined;
    current?.form.free();
    current = undefined;
    waiting = 0;
  }

  const sizeOf = (policies: readonly Policy[]): number => policies.reduce((sum, { text }) => sum + text.length, 0);
  /** What is compared with them is read in the same place. */
  const all = (): Policy[] => [...mine().policies, ...(mine().before ?? [])];
  const isFar = (): boolean => mine().slow || sizeOf(all()) > LARGE;

  function schedule(): void {
    if (!isFar()) {
      clearTimeout(typing);
      typing = undefined;
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        evaluate();
      });
      return;
    }
    clearTimeout(typing);
    typing = setTimeout(() => {
      typing = undefined;
      evaluate();
    }, current ? TYPING_MS : 0);
    wait(true);
  }

  /** Somebody waits for what is worked out beside the page. */
  function wait(stale: boolean): void {
    const { working } = mine();
    dispatch({ type: "permissions/working", working: { stale: stale || working?.stale === true, long: working?.long === true } });
    patience ??= setTimeout(() => {
      patience = undefined;
      const { working: still } = mine();
      if (still) dispatch({ type: "permissions/working", working: { ...still, long: true } });
    }, PATIENCE_MS);
  }

  /** Nobody waits any more, unless for something else. */
  function done(stale: boolean): void {
    const { working } = mine();
    if (!working) return;
    const still = { stale: working.stale && stale, long: working.long };
    if (still.stale || waiting > 0) {
      dispatch({ type: "permissions/working", working: still });
      return;
    }
    clearTimeout(patience);
    patience = undefined;
    dispatch({ type: "permissions/working", working: undefined });
  }

  /** Asks everything anew: a few milliseconds, on the page's own thread. */
  function evaluate(): void {
    const { cloud, facts, assume, ownLists, held } = mine();
    const policies = mine().policies.filter(isInSet);
    if (policies.length === 0 || held) return;
    const start = performance.now();
    const wantsFar = isFar();
    // What is being worked out there is about policies that there are no more.
    if (current && (current.isFar !== wantsFar || (wantsFar && current.busy))) {
      current.form.free();
      current = undefined;
      waiting = 0;
    }
    const made = (current ??= askedOf(wantsFar));
    made.busy = true;
    clearTimeout(asking);
    const end = (): void => {
      made.busy = false;
      done(typing !== undefined);
    };
    made.form.ask("evaluate", [{ cloud, facts, assume, ownLists, policies }], (answers) => {
      made.known = answers.known ?? made.known;
      dispatch({ type: "permissions/evaluated", evaluation: { ...answers.evaluation, ...made.known, texts: policies.map(({ text }) => text) } });
      end();
      evaluated();
      hold();
      performance.measure("permissions", { start, end: performance.now() });
      askSoon();
      if (!wantsFar && answers.ms > SLOW_MS && sizeOf(policies) > SMALL) dispatch({ type: "permissions/foundSlow" });
    }, (problem) => {
      refuse(problem);
      end();
    });
  }

  function askedOf(isFarForm: boolean): Asked {
    const of = (form: Form): Asked => ({ form, isFar: isFarForm, busy: false, known: NOTHING });
    if (isFarForm) return of(far(anew, stop));
    return (onPage ??= of(near(context.policyPackage(), anew)));
  }

  /** There are lists that there were not. */
  function anew(): void {
    if (current) schedule();
  }

  function refuse(problem: Problem): void {
    dispatch({ type: "permissions/refused", problem });
  }

  /** Which keys and which questions keep rows open. */
  function askSoon(): void {
    clearTimeout(asking);
    asking = setTimeout(() => {
      current?.form.ask("stillOpen", [SLICE_MS], (open) => {
        if (open) dispatch({ type: "permissions/asked", ...open });
        else askSoon();
      }, () => undefined);
    });
  }

  /** Asks whether what is expected holds, where that is not known of these answers. */
  function hold(): void {
    const { pins = NO_PINS, evaluation, policies } = mine();
    const { kept } = pins;
    if (held?.kept === kept && held?.evaluation === evaluation) return;
    clearTimeout(holding);
    held = { kept, evaluation };
    if (!kept || !evaluation) return;
    const asked = wholeOf(kept, policies);
    const give = (results: Omit<Results, "of">): void => {
      const now = mine().pins;
      if (now?.kept !== kept) return;
      dispatch({ type: "permissions/pinned", pins: { ...now, results: { of: kept.expectations, ...results } } });
      counts.tellSoon();
    };
    const goOn = (): void => {
      holding = setTimeout(() => {
        const made = current;
        made?.form.ask("hold", [asked, made.isFar ? Infinity : SLICE_MS], (list) => {
          // Meanwhile others were asked.
          if (held?.kept !== kept || held.evaluation !== evaluation) return;
          if (list) give({ list, problem: undefined });
          else goOn();
        }, (problem) => { give({ list: [], problem }); });
      });
    };
    goOn();
  }

  /** Asks something of the answers that there are, for which somebody waits; nothing where there are none. */
  function ask<M extends Method>(method: M, args: Call<M>, then: (result: NonNullable<Result<M>>) => void, failed: (problem: Problem) => void = refuse): void {
    if (!current) return;
    const { isFar: isWaitedFor } = current;
    const start = performance.now();
    if (isWaitedFor) {
      waiting += 1;
      wait(false);
    }
    const end = (): void => {
      if (!isWaitedFor) {
        // Policies before that came from a file were never evaluated by themselves.
        if (method === "compare" && performance.now() - start > SLOW_MS && sizeOf(all()) > SMALL) dispatch({ type: "permissions/foundSlow" });
        return;
      }
      waiting -= 1;
      done(true);
    };
    current.form.ask(method, args, (result) => {
      if (result !== undefined) then(result);
      end();
    }, (problem) => {
      failed(problem);
      end();
    });
  }

  /** Ends what is worked out beside the page. */
  function stop(): void {
    forget();
    dispatch({ type: "permissions/stopped" });
  }

  return { counts, forget, schedule, ask, hold, stop, isAsked: (): boolean => current !== undefined || frame !== undefined || typing !== undefined };
}
