// Objects whose keys come from outside: `constructor` and `__proto__` are keys as all others.

/** What a key has there, and not what every object has. */
export const ownValue = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);

/** Sets a key of a new object, which `object[key] = value` does not for `__proto__`. */
export function setOwn<T>(object: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
