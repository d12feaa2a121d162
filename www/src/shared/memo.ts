// What is made of plain data again and again, and costs too much for that.

/** The answer to the same arguments as last time is the same one. */
export function lastMemo<Arguments extends readonly unknown[], Result>(make: (...given: Arguments) => Result): (...given: Arguments) => Result {
  let last: { given: Arguments; result: Result } | undefined;
  return (...given) => {
    if (last?.given.length !== given.length || !last.given.every((each, index) => Object.is(each, given[index]))) last = { given, result: make(...given) };
    return last.result;
  };
}

/** Made once for each object, and forgotten with it. */
export function memoOf<Key extends object, Result>(make: (key: Key) => Result): (key: Key) => Result {
  const made = new WeakMap<Key, { result: Result }>();
  return (key) => {
    const known = made.get(key) ?? { result: make(key) };
    made.set(key, known);
    return known.result;
  };
}
