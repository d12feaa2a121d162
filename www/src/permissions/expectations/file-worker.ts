// Reads and writes files of expectations, beside the page: somebody else may have written them, and the parser is large.
import { readExpectations } from "../../../../src/expectations/read.ts";
import { changed, emptyFile } from "../../../../src/expectations/write.ts";
import type { FileAnswer, FromFileWorker, ToFileWorker } from "./messages.ts";

addEventListener("message", ({ data }: MessageEvent<ToFileWorker>) => {
  const message: FromFileWorker = { id: data.id, answer: data.type === "read" ? read(data.text) : change(data) };
  postMessage(message);
});

function read(text: string): FileAnswer {
  const { expectations, faults } = readExpectations(text);
  return expectations ? { text, expectations } : { refused: faults };
}

function change({ text, cloud, form, changes }: Extract<ToFileWorker, { type: "change" }>): FileAnswer {
  let now = read(text ?? emptyFile(cloud, form));
  for (const each of changes) {
    if ("refused" in now) return now;
    now = changed(now.text, each);
  }
  return now;
}
