// Workers that get on with their work when a test lets them: on any machine, this is how those look that take long.

/** What a held worker asks for, and waits for the answer to: of the test alone, no server has it. */
export const GATE = "/held-by-a-test";

/** In front of the script of a worker: nothing that it is told reaches it before the gate is open. */
const WAIT = `addEventListener("message", () => {
  const gate = new XMLHttpRequest();
  gate.open("GET", ${JSON.stringify(GATE)}, false);
  gate.send();
});
`;

/** From now on the workers of a page that are started wait for `open`; `close` has them wait again. */
export async function holdWorkers(page) {
  let isOpen = false;
  let waiting = [];
  const open = () => {
    isOpen = true;
    waiting.forEach((resolve) => { resolve(); });
    waiting = [];
  };
  await page.route(/\/assets\/[^/]*worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => !/^(?:content-(?:length|encoding)|etag)$/.test(name)));
    await route.fulfill({ response, headers, body: WAIT + (await response.text()) });
  });
  await page.route(`**${GATE}`, async (route) => {
    if (!isOpen) await new Promise((resolve) => { waiting.push(resolve); });
    // A worker that was ended meanwhile has nobody to answer to.
    await route.fulfill({ status: 204 }).catch(() => undefined);
  });
  return { open, close: () => { isOpen = false; } };
}
