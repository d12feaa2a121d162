// What the package has once, for itself and for the page in it: the modules of WebAssembly and the lists of services. The bundle of the server has them inside.

/** By its path in the page, where a file is from the page's folder. @type {Record<string, string>} */
export const elsewhere = {};
