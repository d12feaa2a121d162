// The features of the page, each after those that it builds on. A new one is a folder, and its place here.
import { about } from "../about/feature.ts";
import { many } from "../many/feature.ts";
import { grant } from "../grant/feature.ts";
import { keys } from "../keys/feature.ts";
import { password } from "../password/feature.ts";
import { permissions } from "../permissions/feature.ts";
import { projects } from "../projects/feature.ts";
import { request } from "../request/feature.ts";
import { renew } from "../renew/feature.ts";
import { reset } from "../reset/feature.ts";
import { server } from "../server/feature.ts";
import { servers } from "../servers/feature.ts";
import { session } from "../session/feature.ts";
import { waiting } from "../waiting/feature.ts";
import { frame } from "./frame/feature.ts";
import { leaving } from "./leaving/feature.ts";

export const FEATURES = [about, request, session, projects, grant, keys, waiting, password, many, reset, servers, renew, server, permissions, frame, leaving] as const;
