// A static server on 127.0.0.1 for the browser tests.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves `folder` with `headers`, and `pages` (path to HTML) before it; gives `url`, `requested` and `close()`. */
export async function serve(folder, { headers = {}, pages = {} } = {}) {
  const requested = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    requested.push(pathname);
    const name = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const file = path.join(folder, path.normalize(decodeURIComponent(name)));
    try {
      const body = pages[pathname] ?? (await readFile(file));
      const type = pages[pathname] ? TYPES[".html"] : (TYPES[path.extname(file)] ?? "application/octet-stream");
      response.writeHead(200, { "content-type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requested,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
