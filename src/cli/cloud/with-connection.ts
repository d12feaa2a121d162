import { note, visible } from "../output.ts";
import { connect } from "./connect.ts";
import type { CloudOptions, Connection } from "./connection.ts";

/** Connects, says as whom, and cleans up after. */
export async function withConnection<T>(options: CloudOptions, { quiet }: { quiet: boolean }, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(options);
  try {
    if (!quiet) tellSource(connection);
    if (connection.insecure) note("warning: certificates are not verified: whoever is on the network in between can read and change all that passes");
    return await use(connection);
  } finally {
    await connection.close();
  }
}

function tellSource({ source, notes, region, endpoint }: Connection): void {
  note(`credentials: ${visible(source)}${region === undefined ? "" : `; region ${visible(region)}`}; compute service ${visible(endpoint)}`);
  for (const each of notes) note(visible(each));
}
