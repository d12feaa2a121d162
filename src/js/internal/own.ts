/**
 * A copy that has what an object has itself, and inherits nothing: what somebody has put on `Object.prototype` was given by no caller.
 * Getters of the object run.
 */
export function copied<T extends object>(object: T): T {
  if (isPacked(object)) throw new TypeError("neither bytes nor a text are an object of options");
  return { __proto__: null, ...object };
}

/** Whether an object has a member for each byte or sign: to name them takes a hundred times its memory. */
export const isPacked = (object: object): boolean => ArrayBuffer.isView(object) || object instanceof String;

/** What an object has itself under a name. */
export function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Partial<Record<string, unknown>>)[name] : undefined;
}

/** The same, or what its class has for it: what no class but that of all objects has is not there. */
export function ofClass(object: object, name: string): unknown {
  for (let at: object | null = object; at; ) {
    const above = Object.getPrototypeOf(at) as object | null;
    if (above === null && at !== object) return undefined;
    if (Object.hasOwn(at, name)) return Reflect.get(object, name);
    at = above;
  }
  return undefined;
}
