import { PrivateKey } from "ecs-password";
import { PASSWORD, encrypt, plainPem } from "../fixtures.mjs";

const secret = PrivateKey.parse(plainPem).decrypt(encrypt(PASSWORD));
const history = [];
for (let i = 0; i < 1_000_000; i++) history[i % 50_000] = { i, bytes: secret.bytes(), about: {} };
