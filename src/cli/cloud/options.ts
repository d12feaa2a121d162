import { Option, type Command } from "commander";
import { FORMATS } from "../output.ts";

/** The options that every command with a cloud has; none of them is a secret. */
export function addCloudOptions(command: Command): Command {
  const group = "Cloud:";
  const add = (flags: string, description: string): Option => new Option(flags, description).helpGroup(group);
  return command
    .addOption(add("--os-cloud <entry>", "the entry of clouds.yaml"))
    .addOption(add("--profile <name>", "the profile of KooCLI, or the section of ~/.huaweicloud/credentials"))
    .addOption(add("--cloud <kind>", "the kind of cloud, where its address does not tell it").choices(["openstack", "otc", "huawei"]))
    .addOption(add("--region <name>", "the region"))
    .addOption(add("--project <name|id>", "the project"))
    .addOption(add("--identity-endpoint <url>", "the address of Keystone or IAM"))
    .addOption(add("--endpoint <url>", "the address of the compute service"))
    .addOption(add("--cacert <file>", "trust the CA certificates in this file (PEM), and no others"))
    .addOption(add("--allow-http", "take plain http of other machines too: whoever is on the network in between can read and change all that passes"));
}

/** `-f`, as every command has it whose result is data. */
export const formatOption = (): Option => new Option("-f, --format <form>", "how the result is written").choices(FORMATS).default("table");
