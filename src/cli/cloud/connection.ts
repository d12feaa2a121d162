import type { Client, Cloud, FetchImpl } from "ecs-password/client";

/** Which cloud, project and credentials a command uses: options that every command with a cloud has. None of them is a secret. */
export interface CloudOptions {
  /** The entry of clouds.yaml. */
  osCloud?: string | undefined;
  /** A profile of KooCLI or of Huawei Cloud's credentials file. */
  profile?: string | undefined;
  /** The region, where the source has several or none. */
  region?: string | undefined;
  /** The project by its name or ID, where it is not the source's own. */
  project?: string | undefined;
  /** A file with CA certificates, PEM. */
  cacert?: string | undefined;
}

/** A client of a cloud, made from the credentials that were found. */
export interface Connection {
  client: Client;
  cloud: Cloud;
  /** Where the credentials came from, for a person: `clouds.yaml (~/.config/openstack/clouds.yaml), entry otc`. Never one of its values. */
  source: string;
  identityEndpoint: string | undefined;
  endpoint: string;
  region: string | undefined;
  projectId: string | undefined;
  /** What sends its requests: with the CAs and the proxy that apply. */
  fetchImpl: FetchImpl;
  /** Frees the client and closes connections. */
  close(): Promise<void>;
}

/** Makes a connection; `wrap` may put something around what sends the requests, such as a recorder. */
export type Connect = (options: CloudOptions, wrap?: (fetchImpl: FetchImpl) => FetchImpl) => Promise<Connection>;
