// Apart from the state, of which a worker needs nothing else.

/** Whether a key is as long as a ciphertext of that many bytes takes it. */
export const hasLength = ({ bits }: { readonly bits: number }, bytes: number): boolean => Math.ceil(bits / 8) === bytes;
