import { PolicySet } from "ecs-password";

const set = new PolicySet([{ name: "p", document: '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:get*","ecs:*:list*"]}]}' }]);
const preview = set.preview({ cloud: "otc" });
const situation = set.situation({ cloud: "otc" });
const history = [];
for (let i = 0; i < 300_000; i++) history[i % 50_000] = { i, answers: preview.update(situation), about: {} };
