// `node tests/vectors/doctor/make.mjs`: records the transcripts of this folder anew, from the sandbox clouds.
import { rmSync } from "node:fs";
import path from "node:path";
import { OTC } from "../../../www/server/sandbox/otc-world.mjs";
import { asUser, PATIENTS, startPatient } from "../../cli/patients.mjs";
import { run } from "../../cli/run.mjs";

for (const [name, patient] of Object.entries({ ...PATIENTS, refused: asUser(PATIENTS.otc, OTC, "dave") })) {
  const at = await startPatient(patient);
  const file = path.join(import.meta.dirname, `${name}.json`);
  rmSync(file, { force: true });
  const { exit, out, said } = await run(["doctor", "--transcript", file, ...patient.args(at)], { env: patient.environment(at) });
  console.log(`${name}: ${exit}\n${out}${said}`);
}
process.exit();
