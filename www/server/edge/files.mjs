// The files of the page, each with a slash before its name. The bundle has those of the page that it was made with in place of this.

/** @type {string[]} */
export const FILES = [];
