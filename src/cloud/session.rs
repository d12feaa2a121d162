//! What the calls of one client share: where to send, who is asking, and the token that was got for it.

use crate::base::ids::{ApiVersion, Cloud, Microversion, ProjectId};
use crate::base::redact::Redactor;
use crate::base::said::{Phrase, Said, phrase, said};
use crate::cloud::auth::{
    Auth, Owner, Passcode, Scope, SecondFactor, Token, TokenInfo, receipt_of, sign_in_request, sign_out_request,
};
use crate::cloud::http::{Request, Response, TOKEN_HEADER};
use crate::cloud::projects::SIGNED_LIST;
use crate::cloud::refused_sign_in::Sent;
use crate::cloud::signing::{Algorithm, PROJECT_HEADER, Unsigned, behind_proxy};
use crate::cloud::target::{IdentityTarget, Places, Target, not_there};
use crate::{Code, Endpoint, Error, Secret};

/// A token that is about to end is renewed before it is used.
const EXPIRY_MARGIN_MS: f64 = 60_000.0;

/// One client's state. It does nothing by itself: calls (see `exchange`) read and change it.
#[derive(Debug)]
pub struct Session {
    cloud: Cloud,
    identity: Option<Endpoint>,
    compute: Endpoint,
    /// The address by which the cloud knows the compute service, where `compute` is that of a proxy.
    signed_endpoint: Option<Endpoint>,
    project_id: Option<ProjectId>,
    auth: Auth,
    /// What no error may show: the credentials, and the tokens that were got with them.
    secrets: Redactor,
    token: Option<Token>,
    /// Of a user with a second factor: the code for the next sign-in.
    passcode: Option<Passcode>,
    /// What Keystone gave for the password alone; it stands for it once.
    receipt: Option<Secret>,
    /// The last sign-in took a code, so that it cannot be repeated without another one.
    by_passcode: bool,
    /// Tells a token from its successor: a call that was refused with the old one tries the new one.
    generation: u32,
    ends_at_ms: Option<f64>,
    signing_in: bool,
    refusals: u32,
    refusal: Option<Error>,
    microversion: Option<Option<Microversion>>,
}

impl Session {
    /// A session of credentials with a cloud. `compute` is the address of the compute service, `identity` that of Keystone or IAM.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where `identity` is missing and a sign-in needs it, or `project_id` is and neither a given token nor a
    /// signature tells; for an access key on plain OpenStack.
    pub fn new(
        cloud: Cloud,
        compute: Endpoint,
        identity: Option<Endpoint>,
        project_id: Option<ProjectId>,
        auth: Auth,
    ) -> Result<Self, Error> {
        let missing = |name: &str| Error::invalid(name, said!("{} is missing", name));
        if auth.renewable() && identity.is_none() {
            return Err(missing("identityEndpoint").with_hint(said!(
                "signing in needs the address of Keystone or IAM, such as `{}`; only auth of type `token` does without",
                "https://iam.eu-de.otc.t-systems.com"
            )));
        }
        if auth.access_key().is_some() {
            if cloud == Cloud::Openstack {
                return Err(not_with_access_key(said!("is for the public clouds, not for cloud `{}`", cloud.as_str())));
            }
            if project_id.is_none() {
                return Err(missing("projectId").with_hint(phrase!("a signature does not say which project it is for")));
            }
        }
        if !auth.renewable() && project_id.is_none() && cloud != Cloud::Openstack {
            return Err(missing("projectId").with_hint(phrase!(
                "a token alone does not say which project it is for: give the project ID it was issued for"
            )));
        }
        let token = match &auth {
            Auth::Token { token } => Some(Token::given(token)),
            _ => None,
        };
        let secrets = Redactor::of(&auth.secrets());
        Ok(Self { project_id, token, ..Self::before_sign_in(cloud, compute, identity, auth, secrets) })
    }

    /// A session for a whole account, before its sign-in, which tells whose the credentials are: on the public clouds whatever their project; on plain
    /// OpenStack for their project, or for the user's domain where they have none.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for an access key, which gets no token.
    #[cfg(feature = "account")]
    pub(crate) fn of_account(cloud: Cloud, identity: Endpoint, auth: Auth) -> Result<Self, Error> {
        let auth = match cloud {
            Cloud::Openstack => Some(auth).filter(|auth| auth.access_key().is_none()),
            Cloud::Otc | Cloud::Huawei => auth.for_account(),
        };
        let auth = auth.ok_or_else(no_token)?;
        let secrets = Redactor::of(&auth.secrets());
        Ok(Self::before_sign_in(cloud, identity.clone(), Some(identity), auth, secrets))
    }

    /// The same where the endpoint is that of a proxy in front of `signed_endpoint`, the base URL by which the cloud knows the service: its
    /// path is what the cloud verifies. IAM of the public clouds has no base path, so that of its list of projects the path is known.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where nothing is signed.
    pub fn with_signed_endpoint(self, signed_endpoint: Endpoint) -> Result<Self, Error> {
        if self.auth.access_key().is_none() {
            return Err(Error::invalid(
                "signedEndpoint",
                said!("{} is for auth of type `{}` only: nothing else is signed", "signedEndpoint", "accessKey"),
            ));
        }
        Ok(Self { signed_endpoint: Some(signed_endpoint), ..self })
    }

    /// The cloud.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// What the last sign-in told; nothing before it, or for a token that was given.
    #[must_use]
    pub fn token_info(&self) -> Option<&TokenInfo> {
        self.token.as_ref().map(Token::info)
    }

    /// A session of the same user for IAM, whose API takes tokens for the whole account only (OTC IAM API reference,
    /// "Authentication": "IAM APIs can be called only by using a global service token"). A token that was given is taken as it is.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where the client has no address of IAM.
    pub(crate) fn for_iam(&self) -> Result<Self, Error> {
        self.without_token(phrase!("policies are read from IAM: give its address to the client"))
    }

    /// A session of the same token, whose sign-in asks the cloud what the token is for ("Verifying a Token" of IAM, "Validate and show
    /// information for token" of Keystone). `None` where this one signs in by itself: its sign-in tells. Whatever the answer is, this session
    /// goes on using its token.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where the session has no address of Keystone or IAM.
    pub fn to_verify(&self) -> Result<Option<Self>, Error> {
        if self.auth.renewable() {
            return Ok(None);
        }
        self.without_token(phrase!("give the address of Keystone or IAM to the client")).map(Some)
    }

    /// A session of the same user in another project, before its sign-in; `compute` and `identity` are the addresses of its compute service and of Keystone or
    /// IAM there, where these are others: on Huawei Cloud a token of a region's own IAM is good in that region alone.
    /// The user signs in once more with the password, or the token is exchanged: one that was given, and one that took a one-time code. An access key signs
    /// for the other project. An application credential is for its own project, of which this can be another region once its sign-in told which it is. Either
    /// session goes on without the other, but what is exchanged lives no longer than what it was exchanged for.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where the credentials are for one project alone, or a sign-in needs the address of Keystone or IAM and there is none.
    pub fn in_project(
        &self,
        project: ProjectId,
        compute: Option<Endpoint>,
        identity: Option<Endpoint>,
    ) -> Result<Self, Error> {
        let own = self.project().is_some_and(|own| own.as_str() == project.as_str());
        let auth = self.auth.in_project(&project, own, self.token_by_passcode()).ok_or_else(|| {
            Error::invalid(
                "auth.type",
                said!(
                    "{} `{}` is for one project, and cannot be changed to another",
                    "auth.type",
                    "applicationCredential"
                ),
            )
        })?;
        let mut other = self.with_auth(auth, phrase!("give the address of Keystone or IAM to the client"))?;
        // Where no project was given, it is the token's.
        other.project_id = self.project_id.is_some().then_some(project);
        other.identity = identity.or(other.identity);
        if let Some(compute) = compute {
            other.compute = compute;
            other.signed_endpoint = None;
        }
        Ok(other)
    }

    /// A session of the same user for the whole account, before its sign-in.
    fn without_token(&self, hint: Phrase) -> Result<Self, Error> {
        let auth = match self.token_by_passcode().and_then(|token| self.auth.exchange(token)) {
            Some(exchange) => exchange,
            None => self.auth.for_account().ok_or_else(no_token)?,
        };
        self.with_auth(auth, hint)
    }

    fn token_by_passcode(&self) -> Option<&str> {
        self.token.as_ref().filter(|_| self.by_passcode).map(Token::value)
    }

    fn with_auth(&self, auth: Auth, hint: Phrase) -> Result<Self, Error> {
        if self.identity.is_none() && auth.access_key().is_none() {
            return Err(Error::invalid("identityEndpoint", said!("{} is missing", "identityEndpoint")).with_hint(hint));
        }
        let (compute, identity) = (self.compute.clone(), self.identity.clone());
        let other = Self::before_sign_in(self.cloud, compute, identity, auth, self.secrets.clone());
        Ok(Self { signed_endpoint: self.signed_endpoint.clone(), ..other })
    }

    /// Of no project yet, and nothing happened in it.
    fn before_sign_in(
        cloud: Cloud,
        compute: Endpoint,
        identity: Option<Endpoint>,
        auth: Auth,
        secrets: Redactor,
    ) -> Self {
        Self {
            cloud,
            identity,
            compute,
            signed_endpoint: None,
            project_id: None,
            auth,
            secrets,
            token: None,
            passcode: None,
            receipt: None,
            by_passcode: false,
            generation: 0,
            ends_at_ms: None,
            signing_in: false,
            refusals: 0,
            refusal: None,
            microversion: None,
        }
    }

    /// Whose the token is, where the cloud said so.
    pub(crate) fn owner(&self) -> Option<&Owner> {
        self.token.as_ref()?.owner()
    }

    /// The project of the requests; where none was given, the token's.
    pub(crate) fn project(&self) -> Option<ProjectId> {
        let of_token = || {
            let project = self.token_info()?.project.as_ref()?;
            ProjectId::parse(&project.id, "projectId").ok()
        };
        self.project_id.clone().or_else(of_token)
    }

    pub(crate) fn compute(&self) -> &Endpoint {
        &self.compute
    }

    /// Whether a new token can be got without asking the user.
    pub(crate) fn can_renew(&self) -> bool {
        self.auth.renewable() && !self.by_passcode
    }

    /// Takes a one-time code for the next sign-in.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where none can go with these credentials.
    pub(crate) fn take_passcode(&mut self, passcode: Passcode) -> Result<(), Error> {
        self.auth.check_takes_passcode(self.cloud)?;
        self.secrets = self.secrets.with_token(passcode.text());
        self.passcode = Some(passcode);
        Ok(())
    }

    /// A code is good for one sign-in.
    pub(crate) fn forget_passcode(&mut self) {
        self.passcode = None;
    }

    /// The token to use now, with its generation; `None` where a sign-in is needed first.
    pub(crate) fn usable_token(&self, now_ms: f64) -> Option<(&Token, u32)> {
        let ended = self.auth.renewable() && self.ends_at_ms.is_some_and(|end| now_ms >= end - EXPIRY_MARGIN_MS);
        self.token.as_ref().filter(|_| !ended).map(|token| (token, self.generation))
    }

    /// Whether a request can be authenticated now, without a sign-in before it.
    pub(crate) fn is_ready(&self, now_ms: f64) -> bool {
        self.auth.access_key().is_some() || self.usable_token(now_ms).is_some()
    }

    /// Whether requests are signed with an access key.
    pub(crate) fn signs(&self) -> bool {
        self.auth.access_key().is_some()
    }

    /// For what takes a token.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where there is none, and no way to one.
    pub(crate) fn check_has_tokens(&self) -> Result<(), Error> {
        if self.signs() { Err(no_token()) } else { Ok(()) }
    }

    /// The request with what proves who sends it, and the generation of the token that does; `None` where a sign-in is needed first.
    ///
    /// # Errors
    /// Where it cannot be signed.
    pub(crate) fn authenticated(&self, request: Request, now_ms: f64) -> Result<Option<(Request, u32)>, Error> {
        if self.signs() {
            return self.signed(request, now_ms).map(|request| Some((request, self.generation)));
        }
        Ok(self
            .usable_token(now_ms)
            .map(|(token, generation)| (request.with_header(TOKEN_HEADER, token.value()), generation)))
    }

    /// Only the headers that are for the signature are signed: a browser or a proxy may change the others.
    fn signed(&self, request: Request, now_ms: f64) -> Result<Request, Error> {
        let Some(key) = self.auth.access_key() else { return Ok(request) };
        let project = self.project_id.as_ref().map_or("", ProjectId::as_str);
        let mut request = request.with_header(PROJECT_HEADER, project);
        let in_iam = self.identity.as_ref().and_then(|identity| request.url().strip_prefix(identity.as_str()));
        let url = match &self.signed_endpoint {
            Some(_) if in_iam.is_some_and(|path| path.trim_start_matches('/') == SIGNED_LIST) => {
                format!("https://iam/{SIGNED_LIST}")
            }
            Some(signed) => behind_proxy(request.url(), &self.compute, signed)?,
            None => request.url().to_owned(),
        };
        let unsigned = Unsigned {
            method: request.method().as_str(),
            url: &url,
            headers: &[(PROJECT_HEADER, project)],
            body: request.body().unwrap_or_default().as_bytes(),
        };
        for (name, value) in key.sign(unsigned, &Algorithm::SdkHmacSha256, now_ms)?.headers {
            request = request.with_secret_header(name, value);
        }
        Ok(request)
    }

    /// Forgets a token that the cloud refused, unless a newer one is there already.
    pub(crate) fn refuse_token(&mut self, generation: u32) {
        if self.auth.renewable() && self.generation == generation {
            self.token = None;
        }
    }

    /// Hides this client's secrets in what comes from outside.
    pub(crate) fn secrets(&self) -> &Redactor {
        &self.secrets
    }

    /// The request that signs in; `None` where nothing can be done about a missing token.
    pub(crate) fn sign_in_request(&self) -> Option<Request> {
        if self.by_passcode && self.passcode.is_none() {
            return None;
        }
        let second = self.passcode.as_ref().map(|passcode| SecondFactor { passcode, receipt: self.receipt.as_ref() });
        sign_in_request(&self.auth, self.cloud, self.identity.as_ref()?, second)
    }

    /// The request that revokes the token, which is forgotten with it; `None` where there is none that this client signed in for.
    pub(crate) fn sign_out_request(&mut self) -> Option<Request> {
        let identity = self.identity.as_ref().filter(|_| self.auth.renewable())?;
        let token = self.token.take()?;
        self.ends_at_ms = None;
        self.generation = self.generation.wrapping_add(1);
        Some(sign_out_request(identity, &token))
    }

    /// What is told where [`Session::sign_in_request`] has none.
    pub(crate) fn no_sign_in(&self) -> Error {
        let error = Error::new(Code::Unauthenticated, phrase!("there is no token"));
        if self.by_passcode {
            error
                .with_hint(phrase!("the token has ended: sign in again with a new one-time code"))
                .with_takes_passcode(true)
        } else {
            error.with_hint(phrase!("sign in again"))
        }
    }

    /// Takes the right to sign in; false while another call of this client is in the middle of it.
    pub(crate) fn begin_sign_in(&mut self) -> bool {
        !std::mem::replace(&mut self.signing_in, true)
    }

    /// Gives the right to sign in back, so that another call may begin.
    pub(crate) fn end_sign_in(&mut self) {
        self.signing_in = false;
    }

    /// Tells those who wait that the sign-in was refused: asking again with the same password would lock the account.
    pub(crate) fn fail_sign_in(&mut self, error: &Error) {
        self.end_sign_in();
        self.refusals = self.refusals.wrapping_add(1);
        self.refusal = Some(error.copy_without_secret());
    }

    /// How many sign-ins were refused so far.
    pub(crate) fn refusals(&self) -> u32 {
        self.refusals
    }

    /// What the last refused sign-in was told.
    pub(crate) fn refusal(&self) -> Option<Error> {
        self.refusal.as_ref().map(Error::copy_without_secret)
    }

    pub(crate) fn accept_sign_in(&mut self, response: &Response, now_ms: f64) -> Result<(), Error> {
        let given = match &self.auth {
            Auth::Token { token } => Some(token),
            _ => None,
        };
        let sent = Sent {
            token: given.is_some(),
            passcode: self.passcode.is_some(),
            exchanged: matches!(self.auth, Auth::Exchange { scope: Scope::Project(_), .. }),
        };
        // A receipt that was refused, or that has done its work, is of no further use.
        self.receipt = receipt_of(response).filter(|_| matches!(self.auth, Auth::Password { .. }));
        if let Some(receipt) = &self.receipt {
            self.secrets = self.secrets.with_token(receipt.text().unwrap_or_default());
        }
        let token = Token::decode(response, given, sent)?;
        self.by_passcode = self.passcode.take().is_some();
        #[allow(clippy::cast_precision_loss, reason = "a lifetime in milliseconds is far below 2^53")]
        let ends_at_ms = token.lifetime_ms().map(|lifetime| now_ms + (lifetime as f64).max(2.0 * EXPIRY_MARGIN_MS));
        self.ends_at_ms = ends_at_ms;
        self.secrets = self.secrets.with_token(token.value());
        self.token = Some(token);
        self.generation = self.generation.wrapping_add(1);
        Ok(())
    }

    /// The microversion to ask for, where the service has been asked which it knows.
    pub(crate) fn microversion(&self) -> Option<Option<Microversion>> {
        self.microversion
    }

    pub(crate) fn remember_microversion(&mut self, microversion: Option<Microversion>) {
        self.microversion = Some(microversion);
    }
}

impl Places for Session {
    fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// Where no project was given, the token's is taken, except in Nova's short form, which has none.
    fn target(&self, api_version: ApiVersion) -> Result<Target, Error> {
        let short = (self.cloud, api_version) == (Cloud::Openstack, ApiVersion::V2_1);
        let project_id = if short { self.project_id.clone() } else { self.project() };
        Target::new(self.cloud, api_version, self.compute.clone(), project_id)
    }

    fn identity_target(&self) -> Result<IdentityTarget, Error> {
        let identity = self.identity.clone().ok_or_else(|| not_there("identityEndpoint"))?;
        Ok(IdentityTarget::new(self.cloud, identity))
    }
}

fn no_token() -> Error {
    not_with_access_key(said!("has no token, which this takes"))
        .with_hint(phrase!("use a client with auth of type `password` or `token` for it"))
}

/// An error about what does not go together with an access key.
fn not_with_access_key(what: Said) -> Error {
    Error::invalid("auth.type", said!("{} `{}` {}", "auth.type", "accessKey", what))
}
