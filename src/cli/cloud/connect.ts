// From what was found to a client of the cloud.
import type { Auth, Client, Cloud, FetchImpl, Named, ProjectInput } from "ecs-password/client";
import { EXITS, Failure } from "../exits.ts";
import { ask, canAsk } from "../terminal.ts";
import type { CloudOptions, Connect, Connection, Prepare, Prepared, Target } from "./connection.ts";
import { addressesIn, computeAddress, kindOfAddress, noAddress, regionOfAddress, withoutTail } from "./endpoints.ts";
import { makeSender } from "./sender.ts";
import { asksForCode, isOff, isOn, listed, methodOf, unknownType, type Settings } from "./settings.ts";
import { chooseSource, lacksPasswordAlone, missing, type Chosen } from "./sources.ts";

/** The address until the catalogue told the real one; nothing is sent to it. */
const OF_THE_CATALOGUE = "https://compute.catalogue.invalid";

/** Of whoever has no project yet; nothing is sent with it. */
const NO_PROJECT = "0".repeat(32);

const PROJECT_ID = /^[0-9a-f]{32}$/;

/** Everything that a client is made of. */
interface Plan {
  target: Target;
  auth: Auth;
  endpoint: string | undefined;
  projectId: string | undefined;
  /** The name of a project whose ID is to be looked for. */
  projectName: string | undefined;
  settings: Settings;
  allowHttp: boolean;
  ends: () => Promise<void>;
}

export const connect: Connect = async (options, wrap) => (await prepare(options, wrap)).open();

export const prepare: Prepare = async (options, wrap = (fetchImpl) => fetchImpl) => {
  const source = chooseSource(options, process.env);
  const settings = withOptions(source.settings, options);
  refuseUnknown(source, settings);
  await askPassword(source, settings);
  const { cloud, region, identityEndpoint, endpoint, notes } = whereabouts(source, settings, options);
  const insecure = isOff(settings.verify) || isOn(settings.insecure);
  const sender = makeSender({ cacert: settings.cacert, cert: settings.cert, key: settings.key, insecure });
  const auth = authOf(source, settings, cloud, region, notes);
  const target: Target = { cloud, source: source.name, notes, authType: auth.type, identityEndpoint, region, fetchImpl: wrap(sender.fetchImpl), insecure };
  const project = projectOf(settings, cloud, region);
  const plan: Plan = { target, auth, endpoint, ...project, settings, allowHttp: options.allowHttp ?? false, ends: sender.close };
  return { ...target, endpoint, open: () => open(plan), close: sender.close } satisfies Prepared;
};

/** What options say in place of the source. */
function withOptions(given: Settings, { region, project, identityEndpoint, endpoint, cacert }: CloudOptions): Settings {
  const settings = { ...given };
  if (region !== undefined) settings.region_name = region;
  if (identityEndpoint !== undefined) settings.auth_url = identityEndpoint;
  if (endpoint !== undefined) settings.compute_endpoint_override = endpoint;
  if (cacert !== undefined) settings.cacert = cacert;
  if (project !== undefined) {
    delete settings.project_id;
    delete settings.project_name;
    settings[PROJECT_ID.test(project) ? "project_id" : "project_name"] = project;
  }
  return settings;
}

function refuseUnknown(source: Chosen, settings: Settings): void {
  const type = unknownType(settings);
  if (type !== undefined) throw new Failure(`the type of authentication \`${type}\` of ${source.name} is not supported`, { hint: "supported are password, v3multifactor and v3totp (with the password), token, v3applicationcredential, and access keys" });
  if (methodOf(settings) === "applicationCredential" && settings.application_credential_id === undefined) throw new Failure(`${source.name} has an application credential by its name, expected its ID`, { hint: `set \`${source.label("application_credential_id")}\`; \`openstack application credential show NAME\` tells it` });
}

async function askPassword(source: Chosen, settings: Settings): Promise<void> {
  if (methodOf(settings) !== undefined) return;
  const user = settings.username ?? settings.user_id;
  if (!lacksPasswordAlone(settings) || !canAsk()) throw new Failure(`the credentials in ${source.name} are not whole: ${missing({ ...source, settings })}`, { hint: lacksPasswordAlone(settings) ? "on a terminal the password is asked for; else give it by OS_PASSWORD, or in secure.yaml" : undefined });
  settings.password = await ask(`Password of ${user ?? "the user"} (${source.name}): `, { hidden: true });
}

/** The kind of cloud, where it is, and what to say of that. */
function whereabouts(source: Chosen, settings: Settings, options: CloudOptions) {
  const notes = [...source.notes];
  const given = settings.region_name?.includes(",") ? undefined : settings.region_name;
  let region = given ?? (source.regions?.length === 1 ? source.regions[0] : undefined);
  const needsRegion = settings.auth_url?.includes("{region_name}") ?? false;
  if (region === undefined && source.regions?.length && (needsRegion || source.regions.length > 1)) throw new Failure(`${source.name} has several regions`, { hint: `choose one by \`--region\`: ${listed(source.regions, "or")}` });
  const url = settings.auth_url?.replaceAll("{region_name}", region ?? "");
  // A profile of openstacksdk has it so.
  const authUrl = url === undefined || /^\w+:\/\//.test(url) ? url : `https://${url}`;
  const cloud: Cloud = options.cloud ?? source.cloud ?? (authUrl === undefined ? "openstack" : kindOfAddress(authUrl));
  region ??= authUrl === undefined ? undefined : regionOfAddress(cloud, authUrl);
  const known = addressesIn(cloud, region, settings.cloud_domain);
  const identityEndpoint = authUrl ?? known?.identity;
  const override = settings.compute_endpoint_override;
  const endpoint = override === undefined ? known?.compute : withoutTail(override);
  if (cloud === "openstack" && identityEndpoint === undefined) throw new Failure(`${source.name} has no \`${source.label("auth_url")}\`, the address of Keystone`);
  if (cloud !== "openstack" && (endpoint === undefined || identityEndpoint === undefined)) throw noAddress(cloud, region);
  return { cloud, region, identityEndpoint, endpoint, notes };
}

function authOf(source: Chosen, settings: Settings, cloud: Cloud, region: string | undefined, notes: string[]): Auth {
  const { token, ak, sk, security_token: securityToken, application_credential_id: id, application_credential_secret: secret, password } = settings;
  switch (methodOf(settings)) {
    case "token": return { type: "token", token: token ?? "" };
    case "accessKey":
      if (cloud === "openstack") throw new Failure(`${source.name} has an access key, which is for public clouds`, { hint: "where this is one, say which by `--cloud otc` or `--cloud huawei`" });
      return { type: "accessKey", access: ak ?? "", secret: sk ?? "", ...(securityToken === undefined ? {} : { securityToken }) };
    case "applicationCredential": return { type: "applicationCredential", id: id ?? "", secret: secret ?? "" };
    default: return { type: "password", user: settings.user_id === undefined ? { name: settings.username ?? "" } : { id: settings.user_id }, domain: domainOf(source, settings, cloud, notes), password: password ?? "", project: projectInput(source, settings, cloud, region, notes) };
  }
}

const named = (id: string | undefined, name: string | undefined): Named | undefined => (id !== undefined ? { id } : name !== undefined ? { name } : undefined);

/** The domain of the user; on the public clouds the account. */
function domainOf(source: Chosen, settings: Settings, cloud: Cloud, notes: string[]): Named {
  const found = named(settings.user_domain_id, settings.user_domain_name) ?? named(settings.domain_id, settings.domain_name) ?? (cloud === "openstack" ? undefined : named(settings.project_domain_id, settings.project_domain_name));
  if (found) return found;
  // The API takes no user by ID with a domain, so that it plays no part there.
  if (settings.user_id !== undefined) return { id: settings.default_domain ?? "default" };
  if (cloud !== "openstack") throw new Failure(`${source.name} has no \`${source.label("user_domain_name")}\`: the name of the account`);
  notes.push(`no domain of the user is given: \`${settings.default_domain ?? "default"}\` is taken, as openstackclient does`);
  return { id: settings.default_domain ?? "default" };
}

function projectInput(source: Chosen, settings: Settings, cloud: Cloud, region: string | undefined, notes: string[]): ProjectInput {
  if (settings.project_id !== undefined) return { id: settings.project_id };
  if (settings.project_name === undefined) {
    if (cloud === "openstack" || region === undefined) throw new Failure(`${source.name} has no project`, { hint: `give \`--project\`, or set \`${source.label("project_name")}\`` });
    notes.push(`no project is given: that of the region, \`${region}\`, is taken`);
    return { name: region };
  }
  const domain = named(settings.project_domain_id, settings.project_domain_name) ?? named(settings.domain_id, settings.domain_name);
  return { name: settings.project_name, ...(domain && cloud === "openstack" ? { domain } : {}) };
}

/** The project of those that do not sign in to one. */
function projectOf({ project_id: projectId, project_name: name }: Settings, cloud: Cloud, region: string | undefined): Pick<Plan, "projectId" | "projectName"> {
  return { projectId: cloud === "openstack" ? undefined : projectId, projectName: name ?? region };
}

async function open(plan: Plan): Promise<Connection> {
  const client: { current?: Client } = {};
  try {
    return await opened(plan, client);
  } catch (error) {
    client.current?.free();
    await plan.ends();
    throw error;
  }
}

async function opened(plan: Plan, held: { current?: Client }): Promise<Connection> {
  const { Client: ClientClass } = await import("ecs-password/client");
  const { target, auth, ends } = plan;
  const needsProject = target.cloud !== "openstack" && (auth.type === "token" || auth.type === "accessKey");
  let projectId = plan.projectId;
  if (needsProject && auth.type === "accessKey") projectId ??= await projectOfKey(plan, auth);
  const compute = { address: plan.endpoint };
  const catalogue: { text?: string } = {};
  const make = (id: string | undefined): Client => new ClientClass({
    cloud: target.cloud, auth, endpoint: compute.address ?? OF_THE_CATALOGUE, allowHttp: plan.allowHttp,
    ...(target.identityEndpoint === undefined ? {} : { identityEndpoint: target.identityEndpoint }), ...(id === undefined ? {} : { projectId: id }),
    fetchImpl: byCatalogue(target.fetchImpl, compute, catalogue),
  });
  held.current = make(needsProject ? (projectId ?? NO_PROJECT) : projectId);
  if (needsProject && projectId === undefined) {
    // A token says itself what it is for.
    const { project } = await held.current.verifyToken();
    if (!project) throw new Failure(`the token of ${target.source} is for no project`, { hint: "give a token of a project, or the project by `--project`" });
    held.current.free();
    projectId = project.id;
    held.current = make(projectId);
  }
  const secondFactor = await signIn(plan, held.current);
  const { region } = compute.address === undefined ? await locate(plan, held.current, compute, catalogue) : target;
  const current = held.current;
  return { ...target, region, client: current, endpoint: compute.address ?? "", projectId, secondFactor, close: async () => { current.free(); await ends(); } };
}

/** Where passwords are sent it is done now, so that a one-time code can be asked for; gives whether one was used. */
async function signIn({ target, auth, settings }: Plan, client: Client): Promise<boolean | undefined> {
  if (auth.type !== "password") return undefined;
  const passcode = settings.passcode ?? (asksForCode(settings) ? await askCode(target) : undefined);
  try {
    await client.signIn(passcode === undefined ? {} : { passcode });
    return passcode !== undefined;
  } catch (error) {
    if (!(error instanceof Error && "takesPasscode" in error && error.takesPasscode === true) || passcode !== undefined || !canAsk()) throw error;
    await client.signIn({ passcode: await askCode(target) });
    return true;
  }
}

async function askCode({ source }: Target): Promise<string> {
  if (!canAsk()) throw new Failure(`the sign-in with ${source} takes a one-time code, and there is no terminal to ask for it`, { hint: "give it by OS_PASSCODE" });
  return (await ask("One-time code: ")).trim();
}

/** Notes the catalogue that passes by, and sends to the address in it. */
function byCatalogue(fetchImpl: FetchImpl, compute: { address: string | undefined }, catalogue: { text?: string }): FetchImpl {
  return async (url, init) => {
    if (url.startsWith(`${OF_THE_CATALOGUE}/`) && compute.address !== undefined) return fetchImpl(compute.address + url.slice(OF_THE_CATALOGUE.length), init);
    const answer = await fetchImpl(url, init);
    if (!new URL(url).pathname.endsWith("/v3/auth/catalog") || answer.status !== 200) return answer;
    const bytes = await answer.arrayBuffer();
    catalogue.text = new TextDecoder().decode(bytes);
    return new Response(bytes, { status: answer.status, headers: [...answer.headers] });
  };
}

/** Takes the address of the compute service from the catalogue of the token, as openstackclient does. */
async function locate({ target, settings, allowHttp }: Plan, client: Client, compute: { address: string | undefined }, catalogue: { text?: string }): Promise<{ region: string | undefined }> {
  await client.listRegions();
  const wanted = { region: target.region, interface: (settings.interface ?? "public").replace(/URL$/, ""), plainHttp: allowHttp || (target.identityEndpoint ?? "").startsWith("http:") };
  const { address, region } = computeAddress(catalogue.text ?? "", wanted);
  compute.address = address;
  return { region };
}

/** The ID of the project of an access key, asked for as the SDKs do: by its name, which is that of the region. */
async function projectOfKey({ target, projectName }: Plan, auth: Extract<Auth, { type: "accessKey" }>): Promise<string> {
  if (projectName === undefined) throw new Failure(`${target.source} has no project`, { hint: "give `--project`, or `--region`" });
  const { AccessKey, signRequest } = await import("ecs-password/client");
  const how = { hint: "give the ID of the project by `--project`: the console of the cloud shows it under *My Credentials*" };
  const { access, secret, securityToken } = auth;
  const key = new AccessKey({ access, secret, securityToken });
  try {
    const base = withoutTail(target.identityEndpoint ?? "");
    const { url, method, headers } = signRequest({ method: "GET", url: `${base}/v3/projects?name=${encodeURIComponent(projectName)}`, headers: {} }, key);
    const answer = await target.fetchImpl(url, { method, headers, redirect: "error", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(60_000) })
      .catch(() => { throw new Failure(`the project \`${projectName}\` cannot be looked for: \`${base}\` was not reached`, { exit: EXITS.refused, ...how }); });
    const text = new TextDecoder().decode(await answer.arrayBuffer());
    if (answer.status !== 200) throw new Failure(`the cloud refused to tell the ID of the project \`${projectName}\` (HTTP ${String(answer.status)})`, { exit: EXITS.refused, ...how });
    const ids = projectIds(text, projectName);
    if (ids.length !== 1) throw new Failure(`the account has ${ids.length === 0 ? "no project" : "several projects"} \`${projectName}\`, as far as the cloud tells`, how);
    return ids[0] ?? "";
  } finally {
    key.free();
  }
}

function projectIds(text: string, name: string): string[] {
  try {
    const { projects } = JSON.parse(text) as { projects?: unknown };
    return (Array.isArray(projects) ? projects : []).flatMap((each: unknown) => {
      const project = each as { id?: unknown; name?: unknown } | null;
      return project?.name === name && typeof project.id === "string" ? [project.id] : [];
    });
  } catch {
    return [];
  }
}
