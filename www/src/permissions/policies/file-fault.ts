/** Why a file was not opened. */
export type FileFault = "large" | "together" | "unreadable" | "empty" | "noText" | "many";
