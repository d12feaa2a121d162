import { PolicySet } from "ecs-password";

const set = new PolicySet([{ name: "p", document: '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:get*"]}]}' }]);
const situation = set.situation({ cloud: "otc" });
const actions = ["ecs:servers:get", "ecs:servers:list"];
const history = [];
for (let i = 0; i < 1_000_000; i++) history[i % 50_000] = { i, decisions: set.decideAll(actions, situation), verdict: set.decide(actions[i % 2], situation), about: {} };
