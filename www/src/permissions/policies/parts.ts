// What the page loads with the first visit: files, what is asked before something is lost, and links.
export { createFiles } from "./files.ts";
export { filesView, losingView } from "./files-view.ts";
export { linkViews } from "./link-view.ts";
export { foundListView, ownListsView } from "./own-list-view.ts";
export { partsView } from "./parts-view.ts";
export { translationView } from "./translation-view.ts";
