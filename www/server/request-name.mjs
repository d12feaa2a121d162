// What the access log may call the path of a request; of any other it says nothing, as a secret may be in it.
/** @import { Arrival } from "./types.ts" */

/** @param {Pick<Arrival, "name"> | undefined} request none where nothing listens @param {string} name */
export function nameRequest(request, name) {
  if (request) request.name = name;
}
