//! Signing a request that a caller sends: `signRequest`.

use serde_json::Value;

use crate::base::declared::{FromText, input};
use crate::base::said::said;
use crate::cloud::signing::{AccessKey, Algorithm, AlgorithmName, RegionOrService, Signed, Unsigned, behind_proxy};
use crate::input::fields::{Fields, item_text, object};
use crate::{Endpoint, Error};

input! {
    /// How a request is signed.
    SigningInput as "SigningInput" {
        /// The algorithm; by default `SDK-HMAC-SHA256`.
        algorithm as "algorithm": Option<AlgorithmName>,
        /// For `V11-HMAC-SHA256`: the region, such as `eu-de`.
        region as "region": Option<RegionOrService>,
        /// For `V11-HMAC-SHA256`: the service, such as `ecs`.
        service as "service": Option<RegionOrService>,
        /// Where a proxy stands between: the base URL that the request was built with, the proxy's.
        endpoint as "endpoint": Option<BaseUrl>,
        /// Where a proxy stands between: the base URL behind it, by which the cloud knows the service. Its path takes the place of that of `endpoint`
        /// in what is signed.
        signed_endpoint as "signedEndpoint": Option<BaseUrl>,
    }
}

/// The base URL of any service.
#[derive(Debug)]
pub(crate) struct BaseUrl(Endpoint);

impl FromText for BaseUrl {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        // As of the URL of the request: nothing is sent.
        Endpoint::read(text, path, true).map(Self)
    }
}

/// Signs `{ method, url, headers? }` with this body, by `{ algorithm?, region?, service?, endpoint?, signedEndpoint? }`, at a time in milliseconds
/// since 1970.
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field, or of what cannot be signed.
pub fn sign_request(
    key: &AccessKey,
    request: &Value,
    body: &[u8],
    options: &Value,
    time_ms: f64,
) -> Result<Signed, Error> {
    let fields = Fields::of(request, "request", &["method", "url", "headers"])?;
    let (method, url) = (fields.text("method")?, fields.text("url")?);
    let headers = headers(&fields)?;
    let options = Fields::of(options, "", SigningInput::DECLARED.names)?;
    let SigningInput { algorithm, region, service, endpoint, signed_endpoint } = SigningInput::read(&options)?;
    let algorithm = algorithm_of(algorithm.unwrap_or_default(), region, service, &options)?;
    let url = match (endpoint, signed_endpoint) {
        (None, None) => url.to_owned(),
        (Some(endpoint), Some(signed)) => behind_proxy(url, &endpoint.0, &signed.0)?,
        (None, Some(_)) => return Err(options.missing("endpoint")),
        (Some(_), None) => return Err(options.missing("signedEndpoint")),
    };
    key.sign(Unsigned { method, url: &url, headers: &headers, body }, &algorithm, time_ms)
}

fn headers<'a>(fields: &Fields<'a>) -> Result<Vec<(&'a str, &'a str)>, Error> {
    let Some(value) = fields.value("headers") else { return Ok(Vec::new()) };
    let path = fields.path_of("headers");
    let read =
        |(name, value): (&'a String, &'a Value)| Ok((name.as_str(), item_text(value, &format!("{path}.{name}"))?));
    object(value, &path)?.iter().map(read).collect()
}

fn algorithm_of(
    name: AlgorithmName,
    region: Option<RegionOrService>,
    service: Option<RegionOrService>,
    options: &Fields<'_>,
) -> Result<Algorithm, Error> {
    let surplus = |field: &str| {
        let only = AlgorithmName::V11HmacSha256.as_str();
        Err(Error::invalid(field, said!("{} is for the algorithm `{}` only", field, only)))
    };
    match (name, region, service) {
        (AlgorithmName::SdkHmacSha256, None, None) => Ok(Algorithm::SdkHmacSha256),
        (AlgorithmName::SdkHmacSha256, Some(_), _) => surplus("region"),
        (AlgorithmName::SdkHmacSha256, None, Some(_)) => surplus("service"),
        (AlgorithmName::V11HmacSha256, Some(region), Some(service)) => Ok(Algorithm::V11HmacSha256 { region, service }),
        (AlgorithmName::V11HmacSha256, None, _) => Err(options.missing("region")),
        (AlgorithmName::V11HmacSha256, Some(_), None) => Err(options.missing("service")),
    }
}
