//! In which kind of attachment a service's grants have an effect.
//!
//! Sources: OTC IAM, "Permissions" (global services are IAM, OBS, TMS and Config); OTC OBS "Permissions Configuration Guide", "IAM
//! Permissions" (a custom policy of OBS is for global services); Huawei Cloud IAM API, "Creating a Custom Policy for Cloud Services"
//! (a policy with actions of OBS is created twice, for global services and for projects, and both are granted).

use crate::base::ids::Cloud;

/// The services whose actions are granted by project.
pub(crate) const PROJECT_SERVICES: [&str; 4] = ["ecs", "evs", "vpc", "ims"];

/// The services of which an attachment in a project may have no effect.
const GLOBAL_SERVICES: [&str; 4] = ["iam", "obs", "rms", "tms"];

/// Whether a service, in lower case, is one whose attachment in a project may have no effect.
pub(crate) fn is_perhaps_global(service: &str) -> bool {
    GLOBAL_SERVICES.contains(&service)
}

/// Whether what is attached to global services has an effect on a service; `None` where that is open.
pub(crate) fn in_global_services(service: &str, cloud: Option<Cloud>) -> Option<bool> {
    match service {
        "iam" => Some(true),
        "obs" | "rms" | "tms" if cloud == Some(Cloud::Otc) => Some(true),
        _ => PROJECT_SERVICES.contains(&service).then_some(false),
    }
}

/// Whether what is attached in projects has an effect on a service there; `None` where that is open.
pub(crate) fn in_projects(service: &str, cloud: Option<Cloud>) -> Option<bool> {
    match service {
        "iam" => Some(false),
        "obs" => None,
        "rms" | "tms" if cloud == Some(Cloud::Otc) => None,
        _ => Some(true),
    }
}
