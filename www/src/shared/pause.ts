// Work that takes longer than a frame is done in pieces; between them the page answers to whoever uses it.

/** Ends the task, and goes on in another one. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    // A timer would wait longer each time.
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
