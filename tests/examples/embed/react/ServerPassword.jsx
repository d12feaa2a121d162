import { useEffect, useMemo, useState } from "react";
import { NOTHING, passwordView } from "./password.js";

export function ServerPassword({ client, serverId }) {
  const [{ text, message, busy }, show] = useState(NOTHING);
  const view = useMemo(() => passwordView(client, serverId, show), [client, serverId]);
  // Another server, or none any more: what was shown is wiped.
  useEffect(() => view.forget, [view]);

  const get = (event) => {
    event.preventDefault();
    const { key, passphrase } = event.currentTarget.elements;
    void view.get(key.files[0], passphrase.value);
    passphrase.value = "";
  };
  const remove = () => {
    if (confirm("Delete the stored copy? It cannot be undone.")) void view.remove();
  };
  return (
    <form onSubmit={get}>
      <label>Private key <input name="key" type="file" required /></label>
      <label>Passphrase <input name="passphrase" type="password" autoComplete="off" /></label>
      <button disabled={busy}>Get password</button>
      <output aria-label="Password">{text}</output>
      <button type="button" disabled={busy || text === ""} onClick={remove}>Delete the stored copy</button>
      <output role="status">{message}</output>
    </form>
  );
}
