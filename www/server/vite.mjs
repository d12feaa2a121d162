// The same app in Vite's development server, for everything that is not the page.
/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { AppOptions } from "./types.ts" */
import { brandedPage } from "./branding.mjs";
import { createNodeApp, SERVER_PATHS } from "./node.mjs";

/**
 * A Vite plugin: `plugins: [consoleServer()]`.
 *
 * @param {AppOptions} [options]
 */
export function consoleServer(options) {
  /** @param {{ middlewares: { use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown } }} vite */
  const mount = ({ middlewares }) => {
    const { listener, sandbox } = createNodeApp(options);
    sandbox?.warmUp();
    middlewares.use((request, response, next) => {
      if (SERVER_PATHS.test(request.url ?? "")) void listener(request, response);
      else next();
    });
  };
  /** @param {string} html */
  const transformIndexHtml = (html) => brandedPage(html, options?.branding);
  return { name: "ecs-password-console-server", configureServer: mount, configurePreviewServer: mount, transformIndexHtml };
}
