// Values by their ID, of which a new version shares with the one before it all that did not change. Plain data.

import { ownValue, setOwn } from "./own.ts";

const SHARDS = 256;

export interface Keyed<T> {
  readonly size: number;
  /** By a number made of the ID. A change copies the few that it falls into. */
  readonly shards: readonly (Readonly<Record<string, T>> | undefined)[];
}

export const NOTHING_KEYED: Keyed<never> = { size: 0, shards: [] };

/** The end of an ID tells it apart. */
const HASHED = 10;

function shardOf(id: string): number {
  let hash = 0;
  for (let at = Math.max(0, id.length - HASHED); at < id.length; at += 1) hash = (hash * 31 + id.charCodeAt(at)) | 0;
  return (hash >>> 0) % SHARDS;
}

export function valueAt<T>({ shards }: Keyed<T>, id: string): T | undefined {
  const shard = shards[shardOf(id)];
  return shard && ownValue(shard, id);
}

/** Undefined takes the value away. The same again where nothing changes. */
export function withValues<T>(before: Keyed<T>, changes: Iterable<readonly [id: string, value: T | undefined]>): Keyed<T> {
  const own = new Map<number, Record<string, T>>();
  let { size } = before;
  for (const [id, value] of changes) {
    const at = shardOf(id);
    const shard = own.get(at) ?? before.shards[at] ?? {};
    const is = Object.hasOwn(shard, id);
    if (is ? ownValue(shard, id) === value : value === undefined) continue;
    const changed = own.get(at) ?? { ...shard };
    own.set(at, changed);
    if (value === undefined) Reflect.deleteProperty(changed, id);
    else setOwn(changed, id, value);
    size += Number(value !== undefined) - Number(is);
  }
  if (own.size === 0) return before;
  const shards = Array.from({ length: SHARDS }, (_, at) => own.get(at) ?? before.shards[at]);
  return { size, shards };
}

export function idsIn<T>({ shards }: Keyed<T>): string[] {
  return shards.flatMap((shard) => (shard ? Object.keys(shard) : []));
}
