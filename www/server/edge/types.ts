// What the worker is given by its platform.

/** Something that is asked as the network is: the assets of the worker. */
export interface Fetcher {
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

/** The bindings of the worker. */
export interface Bindings {
  /** The files of the built page. */
  ASSETS?: Fetcher;
  /** What `--config` has on Node: JSON, as a text or as it is. */
  CONFIG?: unknown;
  /** The names it is reached by, without port, with commas between. */
  NAMES?: unknown;
  /** The path that it is below. */
  BASE_PATH?: unknown;
}

declare global {
  /** Of workerd: what is written can be read once, and has that length. */
  var FixedLengthStream: new (length: number) => { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> };
}
