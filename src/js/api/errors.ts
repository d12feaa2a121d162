export { EcsPasswordError, errorCodes, isEcsPasswordError } from "../errors.js";
export type { ErrorCode, ErrorDetails, RefusedAction } from "../errors.js";
