import type { Auth, Client, Cloud, FetchImpl } from "ecs-password/client";

/** Which cloud, project and credentials a command uses: options that every command with a cloud has. None of them is a secret. */
export interface CloudOptions {
  /** The entry of clouds.yaml. */
  osCloud?: string | undefined;
  /** A profile of KooCLI or of Huawei Cloud's credentials file. */
  profile?: string | undefined;
  /** The kind of cloud, where the source does not tell it. */
  cloud?: Cloud | undefined;
  /** The region, where the source has several or none. */
  region?: string | undefined;
  /** The project by its name or ID, where it is not the source's own. */
  project?: string | undefined;
  /** The address of Keystone or IAM. */
  identityEndpoint?: string | undefined;
  /** The address of the compute service. */
  endpoint?: string | undefined;
  /** A file with CA certificates, PEM. */
  cacert?: string | undefined;
  /** Whether `http` of other machines is taken as well. */
  allowHttp?: boolean | undefined;
}

/** What is known before anything is sent. */
export interface Target {
  cloud: Cloud;
  /** Where the credentials came from, for a person: `clouds.yaml (~/.config/openstack/clouds.yaml), entry otc`. Never one of its values. */
  source: string;
  /** What was noticed on the way, such as another set of credentials that is not used. */
  notes: readonly string[];
  authType: Auth["type"];
  identityEndpoint: string | undefined;
  region: string | undefined;
  /** What sends its requests: with the CAs and the proxy that apply. */
  fetchImpl: FetchImpl;
  /** Whether certificates are not verified. */
  insecure: boolean;
}

/** Credentials that were found, and nothing sent yet. */
export interface Prepared extends Target {
  /** The address of the compute service; none where the catalogue of the cloud has it. */
  endpoint: string | undefined;
  /** Signs in where that is needed, and finds what is missing: the address, the project. */
  open(): Promise<Connection>;
  /** Closes connections; for who does not open. */
  close(): Promise<void>;
}

/** A client of a cloud, made from the credentials that were found. */
export interface Connection extends Target {
  client: Client;
  endpoint: string;
  projectId: string | undefined;
  /** Whether the sign-in took a one-time code; not known of a token that was given, and of what needs no sign-in. */
  secondFactor: boolean | undefined;
  /** Frees the client and closes connections. */
  close(): Promise<void>;
}

/** Finds credentials; `wrap` may put something around what sends the requests, such as a recorder. */
export type Prepare = (options: CloudOptions, wrap?: (fetchImpl: FetchImpl) => FetchImpl) => Promise<Prepared>;

/** Makes a connection: {@link Prepare}, and opens it. */
export type Connect = (options: CloudOptions, wrap?: (fetchImpl: FetchImpl) => FetchImpl) => Promise<Connection>;
