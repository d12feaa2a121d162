// ecs-password, as a user of it would ask. Runs in the page as well.

/** A peer (see peers.mjs) on the module of the package. */
export function ours(api, situations) {
  return {
    name: "ecs-password",
    compile(policies) {
      const set = new api.PolicySet(policies);
      // One handle for each situation, made once.
      const handles = situations.map((situation) => set.situation({ context: context(situation) }));
      return {
        ask(requests, count, out) {
          for (let index = 0; index < count; index += 1) {
            const { action, situation } = requests[index];
            out[index] = set.decide(action, handles[situation]) === "allow" ? 0 : 2;
          }
        },
        // One call for each situation.
        askAll(requests, count, out) {
          const groups = handles.map(() => ({ actions: [], places: [] }));
          for (let index = 0; index < count; index += 1) {
            const { action, situation } = requests[index];
            const { actions, places } = groups[situation];
            actions.push(action);
            places.push(index);
          }
          for (const [situation, { actions, places }] of groups.entries()) {
            const decisions = set.decideAll(actions, handles[situation]);
            for (let index = 0; index < places.length; index += 1) out[places[index]] = decisions[index];
          }
        },
        verdict: (action, situation) => set.decide(action, handles[situation]),
        preview(actions) {
          const preview = set.preview({ actions });
          return (situation) => preview.update(handles[situation]);
        },
      };
    },
    recompile(policies, actions, situation) {
      const set = new api.PolicySet(policies);
      const handle = set.situation({ context: context(situations[situation]) });
      const preview = set.preview({ actions });
      const decisions = preview.update(handle);
      preview.free();
      handle.free();
      set.free();
      return decisions;
    },
  };
}

/** The same on policies of version 5.0 (`work`). */
export function oursInFive(api, work) {
  return { ...ours(api, work.situations), name: "version 5.0", work };
}

export function context(situation) {
  return Object.fromEntries(Object.entries(situation).map(([key, value]) => [key, [value]]));
}

/** How long one recompile with its answers takes here, in milliseconds: one number for each round. */
export function recompileTimes(api, { situations, policies, actions, rounds }) {
  const peer = ours(api, situations);
  const each = 5;
  const times = [];
  for (let round = -rounds; round < rounds; round += 1) {
    const start = performance.now();
    for (let index = 0; index < each; index += 1) peer.recompile(policies, actions, index % situations.length);
    // The first half warms up.
    if (round >= 0) times.push((performance.now() - start) / each);
  }
  return times;
}
