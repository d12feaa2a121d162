//! What is asked of an account of OpenStack.

use serde_json::Value;

use super::fields::Fields;
use super::policy::oslo::{Attributes, action_of};
use super::policy::situation::AskedProject;
use crate::account::openstack::OpenstackQuestion;
use crate::base::declared::input;
use crate::base::said::said;
use crate::{ApiVersion, Cloud, Error, OperationName};

input! {
    /// Who of an account of OpenStack can: one of `operation` and `action`.
    WhoCanInput as "WhoCanQuestionOfOpenstack" {
        /// Of OpenStack.
        cloud as "cloud" ("\"openstack\""): Option<Cloud>,
        /// An operation of this package.
        operation as "operation": Option<OperationName>,
        /// A rule of Nova, such as `os_compute_api:os-server-password:show`.
        action as "action": Option<String>,
        /// The project of what is asked for, such as of a server.
        project_id as "projectId": AskedProject,
        /// Other attributes of it, by the names that rules have, such as `user_id`; `null`: Nova gives none. What is not here is unknown.
        target as "target": Attributes,
        /// Whether those who certainly cannot are answered for as well.
        all as "all": Option<bool>,
    }
}

impl OpenstackQuestion {
    /// Reads `{ operation | action, projectId, target?, all?, cloud? }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where plain OpenStack does not have the
    /// operation.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", WhoCanInput::DECLARED.names)?;
        let WhoCanInput { cloud, operation, action, project_id, target, all } = WhoCanInput::read(&fields)?;
        if cloud.is_some_and(|cloud| cloud != Cloud::Openstack) {
            let own = said!("`{}`", Cloud::Openstack.as_str());
            return Err(Error::invalid("cloud", said!("{} must be that of the snapshot, {}", "cloud", own)));
        }
        let path = |operation: OperationName| operation.path(Cloud::Openstack, ApiVersion::V2_1);
        let request = operation.and_then(|operation| Some((operation.method().as_str(), path(operation)?)));
        let action = action_of(operation, action)?;
        let project = project_id.0;
        Ok(Self { action, request, project, target: target.0, all: all.unwrap_or(false) })
    }
}
