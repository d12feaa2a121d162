// What the made-up operation takes and gives, by the names that the registry gives it.
import type { PaintedServer, PaintServerRequest } from "./operation-types.js";
import type { OperationResult, RequestInputs } from "./types.js";

export const request: PaintServerRequest = { operation: "paintServer", apiVersion: "v2.1", cloud: "otc", endpoint: "https://ecs.example.com", projectId: "0", serverId: "1", colour: "blue" };
export const input: RequestInputs["paintServer"] = request;
export const result: PaintedServer = { dryIn: 5 };
export const same: OperationResult<"paintServer"> = result;
