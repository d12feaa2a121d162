import { createApp } from "vue";
import { clientOf } from "./password.js";
import ServerPassword from "./ServerPassword.vue";

const session = await (await fetch("/session.json")).json();
createApp(ServerPassword, { client: clientOf(session), serverId: session.serverId }).mount("main");
