// Files for the visitor.

/** Has the browser save a file under this name, with its other downloads. */
export function saveFile(name: string, pieces: BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob(pieces, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Only once the browser has read it.
  setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
}
