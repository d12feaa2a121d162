use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::ids::{ApiVersion, Cloud, Microversion};
use crate::base::operations::OperationName;
use crate::base::operations::list_servers::ListServersInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{phrase, said};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints, NotFound};
use crate::cloud::target::Target;
use crate::{Code, Error, ServerId};

/// Lists one page of the project's servers with their details.
///
/// `GET …/servers/detail` (Nova "List Servers Detailed"; the public clouds: "Querying Details About ECSs").
#[derive(Debug, Clone, Default)]
pub struct ListServers {
    /// Servers on the page, 1 to 1000; the cloud's own limit where none is given.
    pub limit: Option<u32>,
    /// The page starts after this server.
    pub marker: Option<ServerId>,
    /// The Nova microversion to ask for; from 2.98 on the answer names the image's operating system. Plain OpenStack's
    /// v2.1 only.
    pub microversion: Option<Microversion>,
}

/// The operating system, as far as the cloud says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Os {
    /// `os_type` says Windows.
    Windows,
    /// `os_type` says something else.
    Other,
    /// Nothing says what it is.
    Unknown,
}

/// An address of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ServerAddress", optional_fields))]
pub struct Address {
    /// The name of the network (the public clouds: the VPC's id).
    pub network: String,
    /// The IP address.
    pub address: String,
    /// 4 or 6.
    #[cfg_attr(feature = "types", ts(type = "4 | 6"))]
    pub version: u8,
    /// `fixed` or `floating`, where the cloud says so.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A server, as far as its password is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Server {
    /// The server ID, a UUID.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub id: ServerId,
    /// The display name.
    pub name: String,
    /// Nova's status: `ACTIVE`, `SHUTOFF`, `BUILD`, `ERROR` …
    pub status: String,
    /// Whether it is a Windows server, as far as the cloud says (the image's `os_type`, else the server metadata's, else unknown); only those have
    /// a password to retrieve.
    #[cfg_attr(feature = "types", ts(inline))]
    pub os: Os,
    /// The operating system in the cloud's own words (`os_type`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_type: Option<String>,
    /// The name of the key pair it was created with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// When it was created, as the cloud writes it (ISO 8601, UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
}

/// One page of servers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ServerList", optional_fields))]
pub struct Page {
    /// The servers, in the cloud's order.
    pub servers: Vec<Server>,
    /// The `marker` of the next page; missing on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub next_marker: Option<ServerId>,
}

#[derive(Deserialize)]
struct ServersBody {
    servers: Vec<ServerBody>,
    #[serde(default)]
    servers_links: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    rel: String,
}

#[derive(Deserialize)]
struct ServerBody {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    key_name: Option<String>,
    #[serde(default)]
    created: Option<String>,
    // Nova writes the empty string for a server that was booted from a volume.
    #[serde(default)]
    image: Value,
    #[serde(default)]
    metadata: Value,
    #[serde(default)]
    addresses: BTreeMap<String, Vec<AddressBody>>,
}

#[derive(Deserialize)]
struct AddressBody {
    addr: String,
    #[serde(default)]
    version: Value,
    #[serde(default, rename = "OS-EXT-IPS:type")]
    kind: Option<String>,
}

const HINTS: Hints = Hints {
    not_found: NotFound::ByAnyone(phrase!("check the endpoint, and that it carries no path of its own")),
    by_code: &[("Proxy.0010", phrase!("ask for fewer servers at once, with a smaller `limit`"))],
};

impl Operation for ListServers {
    type Target = Target;
    type Output = Page;

    fn name(&self) -> OperationName {
        OperationName::ListServers
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        let mut url = target.url(self.name(), &[])?;
        if let Some(limit) = self.limit {
            url = url.query("limit", &limit.to_string());
        }
        if let Some(marker) = &self.marker {
            url = url.query("marker", marker.as_str());
        }
        let request = Request::new(self.name().method(), url);
        match self.microversion {
            None => Ok(request),
            Some(microversion) if (target.cloud(), target.api_version()) == (Cloud::Openstack, ApiVersion::V2_1) => {
                Ok(request.with_header("OpenStack-API-Version", format!("compute {microversion}")))
            }
            Some(_) => Err(Error::new(
                Code::UnsupportedOperation,
                phrase!("microversion is for cloud `openstack` with API version v2.1 only"),
            )
            .with_path("microversion")
            .with_hint(phrase!("leave microversion out"))),
        }
    }

    fn decode(context: Context, response: &Response) -> Result<Page, Error> {
        provider_error::check(context, response, &HINTS)?;
        let unexpected = || super::unexpected(response, said!("{} with a UUID for each", "`{\"servers\": […]}`"));
        let body: ServersBody = serde_json::from_slice(response.body()).map_err(|_| unexpected())?;
        let more = body.servers_links.iter().any(|link| link.rel == "next");
        let servers: Result<Vec<Server>, Error> = body.servers.into_iter().map(server).collect();
        let servers = servers.map_err(|_| unexpected())?;
        // The next link is a URL of the cloud's choosing, so it is not followed: its marker is the last server's id.
        let next_marker = servers.last().filter(|_| more).map(|last| last.id.clone());
        Ok(Page { servers, next_marker })
    }
}

fn server(body: ServerBody) -> Result<Server, Error> {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let of_image = body.image.pointer("/properties/os_type").and_then(text);
    let os_type = of_image.or_else(|| body.metadata.get("os_type").and_then(text));
    let os = match &os_type {
        Some(os_type) if os_type.eq_ignore_ascii_case("windows") => Os::Windows,
        Some(_) => Os::Other,
        None => Os::Unknown,
    };
    let addresses = body.addresses.into_iter().flat_map(|(network, addresses)| {
        addresses.into_iter().map(move |each| Address {
            network: network.clone(),
            // The public clouds write the version as a string in places.
            version: if each.version == 6 || each.version == "6" { 6 } else { 4 },
            address: each.addr,
            kind: each.kind,
        })
    });
    Ok(Server {
        id: ServerId::parse(&body.id, "id")?,
        name: body.name.unwrap_or_default(),
        status: body.status.unwrap_or_else(|| "UNKNOWN".to_owned()),
        os,
        os_type,
        key_name: body.key_name.filter(|name| !name.is_empty()),
        addresses: addresses.collect(),
        created: body.created,
    })
}

impl Sendable for ListServers {
    fn wants_microversion(&self) -> bool {
        self.microversion.is_none()
    }

    fn set_microversion(&mut self, microversion: Option<Microversion>) {
        self.microversion = microversion;
    }
}

impl Codec for ListServers {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ListServersInput { limit, marker, microversion } = ListServersInput::read(fields)?;
        Ok(Self { limit: limit.map(|limit| limit.0), marker, microversion })
    }
}
