// Who of an account can: an account as large as the quotas of the clouds allow, and how the time grows with the users.
import { accountOf } from "../js/accounts.mjs";
import { median } from "./measure.mjs";

/** As large as the documented quotas: 1,000 users, 300 groups; policies and projects as of large companies. */
const LARGE = { users: 1000, groups: 300, policies: 500, projects: 100, cloud: "huawei" };
/** What all operations that have to do with passwords may take together for it. */
export const LIMIT_MS = 1000;
/** Users, with 200 policies. */
const USERS = [1000, 2500, 5000, 10_000];
/** How many times as fast as a set for each user it must be at least. */
export const TIMES_AS_FAST = 10;
/** How many users are asked one by one: each takes as long as another. */
const SAMPLE = 100;
/** What is large takes its time, and needs fewer rounds to be known. */
const ROUNDS = 5;

const QUESTIONS = [
  ...["getServerPassword", "deleteServerPassword"].flatMap((operation) => ["v2.1", "v1"].map((apiVersion) => ({ operation, apiVersion }))),
  ...["resetServerPassword", "resetServerPasswords", "getResetPasswordFlag"].map((operation) => ({ operation, apiVersion: "v1" })),
];

function timed(work) {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** A question in a project to everybody, and the same to a set of each user of a sample; in milliseconds, as if all had been asked. */
function both(api, snapshot, questions, rounds) {
  const account = new api.Account(snapshot);
  const users = account.principals().filter(({ kind }) => kind === "user");
  const every = Math.max(1, Math.floor(users.length / SAMPLE));
  const sample = users.filter((_, index) => index % every === 0).map((principal) => account.policySet(principal));
  const asked = questions.map((question) => ({ ...question, projectId: "project7" }));
  const [ours, singly] = [[], []];
  let rows = 0;
  for (let round = 0; round < Math.min(rounds, ROUNDS); round += 1) {
    ours.push(timed(() => { for (const question of asked) rows = account.whoCan(question).rows.length; }));
    singly.push(timed(() => {
      for (const entries of sample) {
        const set = new api.PolicySet(entries);
        for (const question of asked) set.check({ ...question, cloud: snapshot.cloud });
        set.free();
      }
    }) * (users.length / sample.length));
  }
  account.free();
  return { ms: median(ours), singly: median(singly), rows };
}

/** `{ large: { made, ms, matrix, singly, rows }, growth: [{ users, ms, singly }] }`, in milliseconds. */
export function timeAccounts(api, rounds) {
  const snapshot = accountOf(LARGE);
  const text = JSON.stringify(snapshot);
  const made = median(Array.from({ length: Math.min(rounds, ROUNDS) }, () => timed(() => { new api.Account(text).free(); })));
  const large = both(api, snapshot, QUESTIONS, rounds);
  const account = new api.Account(snapshot);
  const matrix = median(Array.from({ length: Math.min(rounds, ROUNDS) }, () => timed(() => { account.matrix(); })));
  account.free();
  const growth = USERS.map((users) => ({ users, ...both(api, accountOf({ users, groups: 300, policies: 200, projects: 100 }), QUESTIONS.slice(0, 1), rounds) }));
  return { large: { made, matrix, ...large }, growth };
}
