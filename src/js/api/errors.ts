export { EcsPasswordError, errorCodes, isEcsPasswordError } from "../errors.js";
export type { ErrorCode, ErrorDetails } from "../errors.js";
