import { clientOf, passwordView } from "./password.js";

const session = await (await fetch("/session.json")).json();
const client = clientOf(session);

const { key, passphrase, ask, remove, shown, message } = document.forms[0].elements;
const view = passwordView(client, session.serverId, ({ text, message: said, busy }) => {
  shown.value = text;
  message.value = said;
  ask.disabled = busy;
  remove.disabled = busy || text === "";
});
document.forms[0].addEventListener("submit", (event) => {
  event.preventDefault();
  void view.get(key.files[0], passphrase.value);
  passphrase.value = "";
});
remove.addEventListener("click", () => {
  if (confirm("Delete the stored copy? It cannot be undone.")) void view.remove();
});
addEventListener("pagehide", () => {
  view.forget();
  client.free();
});
