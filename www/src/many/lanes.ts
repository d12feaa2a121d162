// Calls for many servers: some at a time, and what came of them shown together.

/** Requests on their way at a time: quick enough, and no cloud calls it a flood. */
const AT_A_TIME = 6;
/** Results are shown together this often. */
const SHOWN_EVERY_MS = 120;
/** For a screen reader: how far it is, now and then. */
const SAID_EVERY_MS = 10_000;

interface Work<Item, Change> {
  /** Gives whether to go on with others. */
  readonly each: (item: Item, put: (change: Change) => void) => Promise<boolean>;
  readonly isStopped: () => boolean;
  /** `isTime`: it is worth saying. */
  readonly show: (changes: Change[], isTime: boolean) => void;
}

export async function inLanes<Item, Change>(items: readonly Item[], { each, isStopped, show }: Work<Item, Change>): Promise<void> {
  let changes: Change[] = [];
  let saidAt = Date.now();
  const showAll = (): void => {
    if (changes.length === 0) return;
    const isTime = Date.now() - saidAt > SAID_EVERY_MS;
    if (isTime) saidAt = Date.now();
    const shown = changes;
    changes = [];
    show(shown, isTime);
  };
  const timer = setInterval(showAll, SHOWN_EVERY_MS);
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (isStopped() || !(await each(item, (change) => changes.push(change)))) return;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  clearInterval(timer);
  showAll();
}
