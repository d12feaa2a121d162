// All that works out what a call needs, with the module for policies, which it starts.
import * as policyPackage from "../shared/policy-package.ts";
import { policyModule } from "../shared/policy-module.ts";
import type { GrantParts } from "./actions.ts";
import { allowingView, conditionView, deniedView, warningView } from "./allowing-view.ts";

export async function loadParts(): Promise<GrantParts> {
  await policyPackage.init(await policyModule.get());
  return {
    allowing: (state, operation, refusal, actions) => allowingView(policyPackage, state, operation, refusal, actions),
    warning: (state, operation) => warningView(policyPackage, state, operation),
    denied: (state, operation) => deniedView(policyPackage, state, operation),
    condition: (state, operation) => conditionView(policyPackage, state, operation),
  };
}
