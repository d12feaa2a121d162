import { createRoot } from "react-dom/client";
import { clientOf } from "./password.js";
import { ServerPassword } from "./ServerPassword.jsx";

const session = await (await fetch("/session.json")).json();
const client = clientOf(session);
createRoot(document.querySelector("main")).render(<ServerPassword client={client} serverId={session.serverId} />);
