/** What the sandboxes are called; the page has translations of it. */
export const LABELS = { openstack: "Sandbox cloud", otc: "Sandbox, as T Cloud Public (Open Telekom Cloud)", huawei: "Sandbox, as Huawei Cloud" };
