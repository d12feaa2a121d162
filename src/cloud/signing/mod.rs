//! Signing a request with an access key (AK/SK): `SDK-HMAC-SHA256` and `V11-HMAC-SHA256` of the public clouds.
//!
//! "API Request Signing Guide" of API Gateway; what that leaves open, as the official SDKs do it (`core/auth/signer` of the one for Go,
//! `huaweicloudsdkcore/signer` of the one for Python, `core/auth/AKSKSigner.ts` of the one for Node.js). Where these differ from each other,
//! nothing is signed that a cloud could read in two ways.

mod access_key;
mod canonical;
mod date;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub use access_key::AccessKey;
pub use canonical::CanonicalRequest;

use crate::base::declared::FromText;
use crate::base::ids::{one_of, plain_name};
use crate::base::said::{phrase, said};
use crate::{Code, Endpoint, Error, Secret};

/// The header that has the time of the signature.
pub const DATE_HEADER: &str = "X-Sdk-Date";
/// The header that carries the token of a temporary access key.
pub const SECURITY_TOKEN_HEADER: &str = "X-Security-Token";
/// The header that says which project a signed request is for.
pub const PROJECT_HEADER: &str = "X-Project-Id";
/// The header whose value stands for the hash of the body, where it is given.
const CONTENT_HEADER: &str = "X-Sdk-Content-Sha256";
const AUTHORIZATION: &str = "Authorization";

/// How a request is signed, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "SigningAlgorithm"))]
pub enum AlgorithmName {
    /// With the secret key itself; what the clouds' SDKs use by default.
    #[default]
    #[cfg_attr(feature = "types", ts(rename = "SDK-HMAC-SHA256"))]
    SdkHmacSha256,
    /// With a key that is derived for a day, a region and a service.
    #[cfg_attr(feature = "types", ts(rename = "V11-HMAC-SHA256"))]
    V11HmacSha256,
}

impl AlgorithmName {
    /// As it stands in `Authorization`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SdkHmacSha256 => "SDK-HMAC-SHA256",
            Self::V11HmacSha256 => "V11-HMAC-SHA256",
        }
    }
}

impl FromText for AlgorithmName {
    #[cfg(feature = "types")]
    fn of() -> String {
        crate::base::declared::name_of::<Self>()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        let all = [Self::SdkHmacSha256, Self::V11HmacSha256];
        let names = all.map(Self::as_str);
        all.into_iter().find(|each| each.as_str() == text).ok_or_else(|| one_of(text, path, &names))
    }
}

/// How a request is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// With the secret key itself.
    #[default]
    SdkHmacSha256,
    /// With a key that is derived for the day of the signature, and for these.
    V11HmacSha256 {
        /// The region, such as `eu-de`.
        region: RegionOrService,
        /// The service, such as `ecs`.
        service: RegionOrService,
    },
}

impl Algorithm {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> AlgorithmName {
        match self {
            Self::SdkHmacSha256 => AlgorithmName::SdkHmacSha256,
            Self::V11HmacSha256 { .. } => AlgorithmName::V11HmacSha256,
        }
    }
}

/// The name of a region or of a service, as a part of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionOrService(String);

impl RegionOrService {
    /// Reads a name: 1 to 64 of `A-Z a-z 0-9 . _ -`.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `path`.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        plain_name(text, path).map(Self)
    }
}

impl FromText for RegionOrService {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        Self::parse(text, path)
    }
}

/// A request that is to be signed.
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The whole URL, as the cloud sees it.
    pub url: &'a str,
    /// The headers that are signed, all of which must be sent.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as it is sent; empty where there is none.
    pub body: &'a [u8],
}

impl std::fmt::Debug for Unsigned<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Unsigned").field("method", &self.method).finish_non_exhaustive()
    }
}

/// A signature, with all that it was made of.
pub struct Signed {
    /// The headers to send besides those that were given: the last of them is `Authorization`.
    pub headers: Vec<(&'static str, Secret)>,
    /// What was hashed; it may hold a security token.
    pub canonical_request: Zeroizing<String>,
    /// What was signed.
    pub string_to_sign: String,
    /// The signature, in hexadecimal digits.
    pub signature: String,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signed").field("string_to_sign", &self.string_to_sign).finish_non_exhaustive()
    }
}

impl AccessKey {
    /// Signs a request at a time in milliseconds since 1970. An `X-Sdk-Date` that is given is kept.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] with the path of what cannot be signed.
    pub fn sign(&self, request: Unsigned<'_>, algorithm: &Algorithm, time_ms: f64) -> Result<Signed, Error> {
        let given = |name: &str| request.headers.iter().any(|(each, _)| each.eq_ignore_ascii_case(name));
        let token = self.security_token();
        for (name, is_added) in [(AUTHORIZATION, true), (SECURITY_TOKEN_HEADER, token.is_some())] {
            if is_added && given(name) {
                return Err(canonical::header_error(name, said!("is added by the signature: leave it out")));
            }
        }
        let date = if given(DATE_HEADER) { None } else { Some(date::basic(time_ms)?) };
        let mut headers = request.headers.to_vec();
        let mut added = Vec::new();
        for (name, value) in [(DATE_HEADER, date.as_deref()), (SECURITY_TOKEN_HEADER, token)] {
            if let Some(value) = value {
                headers.push((name, value));
                added.push((name, Secret::from(value.to_owned())));
            }
        }
        let mut signed = self.signed(&Unsigned { headers: &headers, ..request }, algorithm)?;
        added.append(&mut signed.headers);
        signed.headers = added;
        Ok(signed)
    }

    /// Signs a request that has the header of its time already.
    fn signed(&self, request: &Unsigned<'_>, algorithm: &Algorithm) -> Result<Signed, Error> {
        let canonical = CanonicalRequest::of(request)?;
        let date = date::checked(canonical.header(DATE_HEADER))?;
        let (scope, key) = self.key(algorithm, date)?;
        let hash = hex(&Sha256::digest(canonical.text().as_bytes()));
        let name = algorithm.name().as_str();
        let string_to_sign = match &scope {
            None => [name, "\n", date, "\n", &hash].concat(),
            Some(scope) => [name, "\n", date, "\n", scope, "\n", &hash].concat(),
        };
        let signature = hex(&*hmac_sha256(&key, string_to_sign.as_bytes())?);
        let (access, headers) = (self.access(), canonical.signed_headers());
        let (label, slash, scope) = scope.as_deref().map_or((" Access=", "", ""), |scope| (" Credential=", "/", scope));
        let parts = [name, label, access, slash, scope, ", SignedHeaders=", headers, ", Signature=", &signature];
        let authorization = Secret::from(parts.concat());
        let headers = vec![(AUTHORIZATION, authorization)];
        Ok(Signed { headers, canonical_request: canonical.into_text(), string_to_sign, signature })
    }

    /// What the signature is made with; and for what, where the key is derived.
    fn key(&self, algorithm: &Algorithm, date: &str) -> Result<(Option<String>, Zeroizing<Vec<u8>>), Error> {
        let Algorithm::V11HmacSha256 { region, service } = algorithm else {
            return Ok((None, Zeroizing::new(self.secret().bytes().to_vec())));
        };
        let day = date.split_once('T').map_or(date, |(day, _)| day);
        let scope = [day, &region.0, &service.0].join("/");
        // HKDF (RFC 5869) of as many bytes as one hash has: each of its two steps is one HMAC.
        let extracted = hmac_sha256(self.access().as_bytes(), self.secret().bytes())?;
        let derived = hmac_sha256(&*extracted, [&scope, "\u{1}"].concat().as_bytes())?;
        // Its hexadecimal digits are the key, not its bytes.
        let mut key = Zeroizing::new(Vec::with_capacity(2 * derived.len()));
        key.extend_from_slice(Zeroizing::new(hex(&*derived)).as_bytes());
        Ok((Some(scope), key))
    }
}

/// The URL by which the cloud knows a request that goes to `endpoint`, a proxy in front of `signed`.
///
/// # Errors
/// [`Code::InvalidInput`] where the request does not go there.
pub fn behind_proxy(url: &str, endpoint: &Endpoint, signed: &Endpoint) -> Result<String, Error> {
    let rest = url.strip_prefix(endpoint.as_str()).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let rest = rest.ok_or_else(|| {
        Error::invalid(
            "request.url",
            said!("{} must begin with `{}`, which is {}", "request.url", endpoint.as_str(), "endpoint"),
        )
    })?;
    Ok(format!("{}{rest}", signed.as_str()))
}

fn hmac_sha256(key: &[u8], data: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| no_signature())?;
    Ok(Zeroizing::new(mac.chain_update(data).finalize().into_bytes().into()))
}

fn no_signature() -> Error {
    Error::new(Code::InvalidInput, phrase!("no signature can be made with this access key"))
}

/// In hexadecimal digits, in small letters.
fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}
