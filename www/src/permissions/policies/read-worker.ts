// Writes a large policy in another version, beside the page: that can take longer than anybody waits, and is ended with the worker.
import { init } from "ecs-password/read/slim";
import { toProblem } from "../../shared/problem.ts";
import type { FromReadWorker, ToReadWorker } from "./read-messages.ts";
import { translatedPart } from "./translated.ts";

addEventListener("message", ({ data: { wasm, text, options } }: MessageEvent<ToReadWorker>) => {
  const say = (message: FromReadWorker): void => { postMessage(message); };
  init(wasm).then(() => translatedPart(text, options)).then(
    (translation) => { say({ translation }); },
    (error: unknown) => { say({ problem: toProblem(error) }); },
  );
});
