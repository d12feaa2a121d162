/**
 * What Nova's own rules go by, from release to release, the newest first: `from` and `to` are numbers of Nova, `names` those of its releases, which are left out
 * where there is none. Where `byRole`, a call takes the `novaRole` of its operation, or `admin`; else any role in the project is enough, also of
 * the releases that have the newer rules but have them off by default (`enforce_new_defaults`). An operator's `policy.yaml` can say otherwise, and no API shows it.
 *
 * Source: `nova/policies` and `nova/policy.py` of Nova 20.6.1, 21.2.4, 24.2.1, 25.3.0, 26.3.0 and 27.5.1.
 */
export const novaReleases: readonly {
  readonly from?: number;
  readonly to?: number;
  readonly names: { readonly from?: string; readonly to?: string };
  readonly byRole: boolean;
}[] = [
  { from: 27, names: { from: "2023.1" }, byRole: true },
  { from: 21, to: 26, names: { from: "Ussuri", to: "Zed" }, byRole: false },
  { to: 20, names: { to: "Train" }, byRole: false },
];
