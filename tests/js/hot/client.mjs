import { Client } from "ecs-password";

const answer = new TextEncoder().encode('{"password":"AAAA"}').buffer;
const fetchImpl = async () => ({ status: 200, headers: [], arrayBuffer: async () => answer });
const client = new Client({ cloud: "openstack", endpoint: "https://nova.example", auth: { type: "token", token: "t" }, fetchImpl });
const serverId = "11111111-2222-4333-8444-555555555555";
const history = [];
for (let i = 0; i < 30_000; i++) history[i % 50_000] = { i, answer: await client.getServerPassword({ serverId }), about: {} };
