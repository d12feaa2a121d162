// What the page uses of the package's part for policies, whose code comes with its module. By name, so that the bundle has no more of it.
export { conditionOperators, conditionSetPrefixes, init, parsePolicy, passwordApis, PolicySet, requestContext, Services } from "ecs-password/policy/slim";
