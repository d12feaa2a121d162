// The contract of the real Keystone and Nova, with the built package, on the sandbox.
import * as library from "ecs-password";
import { contract } from "../openstack/contract.mjs";
import { describedSandbox } from "./sandbox-cloud.mjs";

const { cloud, controls } = await describedSandbox();
contract(library, cloud, controls);
