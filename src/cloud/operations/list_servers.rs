use serde::Serialize;
use serde_json::value::RawValue;

use crate::base::ids::{Microversion, ServerNamePart};
use crate::base::operations::OperationName;
use crate::base::operations::list_servers::ListServersInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{Phrase, phrase};
use crate::base::text::has_form;
use crate::cloud::http::{Request, Response};
use crate::cloud::odd::{Members, NO_TEXT, NOT_AN_ENTRY, Oddities, Oddity, body, member, read};
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
    /// Only servers with this in their names, as the cloud compares it.
    pub name: Option<ServerNamePart>,
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
    /// What is not as the cloud's documents have it: which field of which server, up to 1,000 of them; missing where nothing is. A server
    /// without an ID is not among `servers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
}

const LINKS: &str = "servers_links";
const KIND: &str = "OS-EXT-IPS:type";

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
        if let Some(name) = &self.name {
            url = url.query("name", &name.for_query(target.cloud()));
        }
        with_microversion(Request::new(self.name().method(), url), target, self.microversion)
    }

    fn decode(context: Context, response: &Response) -> Result<Page, Error> {
        provider_error::check(context, response, &HINTS)?;
        let unexpected = || super::unexpected(response, "`{\"servers\": […]}`");
        let text = String::from_utf8_lossy(response.body());
        let body = body(&text).ok_or_else(unexpected)?;
        let entries: Vec<&RawValue> = member(&body, "servers").and_then(read).ok_or_else(unexpected)?;
        let mut oddities = Oddities::default();
        let mut servers = Vec::with_capacity(entries.len().min(1000));
        for (index, entry) in entries.into_iter().enumerate() {
            servers.extend(server(index, entry, &mut oddities));
        }
        oddities.of_list();
        let more = has_next(&body, &mut oddities);
        // The next link is a URL of the cloud's choosing, so it is not followed: its marker is the last server's id.
        let next_marker = servers.last().filter(|_| more).map(|last: &Server| last.id.clone());
        if more && next_marker.is_none() {
            oddities.tell(
                LINKS,
                phrase!("there are more servers, and none of these has the ID that it takes to ask for them"),
            );
        }
        Ok(Page { servers, next_marker, oddities: oddities.all() })
    }
}

/// The request of one Nova microversion, where there is one to ask for.
pub(super) fn with_microversion(
    request: Request,
    target: &Target,
    microversion: Option<Microversion>,
) -> Result<Request, Error> {
    match microversion {
        None => Ok(request),
        Some(microversion) if (target.cloud(), target.api_version()) == Microversion::OF => {
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

/// Whether the cloud says that there is a next page.
fn has_next(body: &Members<'_>, oddities: &mut Oddities) -> bool {
    let Some(links) = body.get(LINKS) else { return false };
    let rels = read::<Vec<&RawValue>>(links).map(|links| {
        let rel = |link: &RawValue| read::<Members<'_>>(link).and_then(|link| read::<String>(link.get("rel")?));
        links.into_iter().map(rel).collect::<Vec<_>>()
    });
    if rels.as_ref().is_none_or(|rels| rels.contains(&None)) {
        oddities.tell(LINKS, phrase!("it is not a list of links: whether there are more servers is not known"));
    }
    rels.is_some_and(|rels| rels.iter().flatten().any(|rel| rel == "next"))
}

const NO_STATUS: Phrase =
    phrase!("it is missing, or no text: the server is listed as `UNKNOWN`, which is a status of Nova as well");

/// A server with what is known of it; `None` where it has no ID.
pub(super) fn server(index: usize, entry: &RawValue, oddities: &mut Oddities) -> Option<Server> {
    oddities.of_entry(index, None, None);
    let Some(members) = read::<Members<'_>>(entry) else {
        oddities.tell("servers", NOT_AN_ENTRY);
        return None;
    };
    let name = member(&members, "name").and_then(read::<String>);
    let id = member(&members, "id").and_then(read::<String>).and_then(|id| ServerId::parse(&id, "id").ok());
    oddities.of_entry(index, id.as_ref().map(ServerId::as_str), name.as_deref());
    let Some(id) = id else {
        oddities.tell("id", phrase!("it is missing, or no UUID: without it the server cannot be listed"));
        return None;
    };
    if name.is_none() {
        oddities.tell("name", NO_TEXT);
    }
    let status = member(&members, "status").and_then(read::<String>).filter(|status| !status.is_empty());
    if status.is_none() {
        oddities.tell("status", NO_STATUS);
    }
    let created = oddities.text(&members, "created").filter(|created| {
        let dated = starts_with_date(created);
        if !dated {
            oddities.tell("created", phrase!("it is not a time: it is left out"));
        }
        dated
    });
    let image = oddities.object(&members, "image", "image");
    let properties = oddities.object(&image, "properties", "image.properties");
    let of_image = oddities.text_in(&properties, "os_type", "image.properties.os_type");
    let metadata = oddities.object(&members, "metadata", "metadata");
    let of_server = oddities.text_in(&metadata, "os_type", "metadata.os_type");
    let os_type = of_image.or(of_server);
    let os = match &os_type {
        Some(os_type) if os_type.eq_ignore_ascii_case("windows") => Os::Windows,
        Some(_) => Os::Other,
        None => Os::Unknown,
    };
    Some(Server {
        id,
        name: name.unwrap_or_default(),
        status: status.unwrap_or_else(|| "UNKNOWN".to_owned()),
        os,
        os_type,
        key_name: oddities.text(&members, "key_name"),
        addresses: addresses(&members, oddities),
        created,
    })
}

/// A date and the hour at least, as ISO 8601 has them; whether with an offset is not asked, because nothing is computed from it.
fn starts_with_date(text: &str) -> bool {
    text.get(..13).is_some_and(|start| has_form(start, b"0000-00-00T00"))
}

fn addresses(members: &Members<'_>, oddities: &mut Oddities) -> Vec<Address> {
    let Some(networks) = members.get("addresses").and_then(read::<Members<'_>>) else {
        oddities.tell("addresses", phrase!("it is missing, or no object of networks: the addresses are not known"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (network, listed) in networks.sorted() {
        let Some(listed) = read::<Vec<&RawValue>>(listed) else {
            oddities.tell("addresses", phrase!("a network has no list of addresses: those in it are not known"));
            continue;
        };
        found.extend(listed.into_iter().filter_map(|entry| address(&network, entry, oddities)));
    }
    found
}

fn address(network: &str, entry: &RawValue, oddities: &mut Oddities) -> Option<Address> {
    let members = read::<Members<'_>>(entry).unwrap_or_default();
    let Some(address) = members.get("addr").and_then(read::<String>).filter(|text| !text.is_empty()) else {
        oddities.tell("addr", phrase!("an address has no text: it is left out"));
        return None;
    };
    // The public clouds write the version as a string in places.
    let version = match members.get("version").map(RawValue::get) {
        Some("4" | "\"4\"") => 4,
        Some("6" | "\"6\"") => 6,
        other => {
            if other.is_some() {
                oddities.tell("version", phrase!("it is neither 4 nor 6: it is taken from the address"));
            }
            if address.contains(':') { 6 } else { 4 }
        }
    };
    let kind = oddities.text(&members, KIND).filter(|kind| {
        let known = matches!(kind.as_str(), "fixed" | "floating");
        if !known {
            oddities.tell(KIND, phrase!("it is neither `fixed` nor `floating`: it is left out"));
        }
        known
    });
    Some(Address { network: network.to_owned(), address, version, kind })
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
        let ListServersInput { limit, marker, name, microversion } = ListServersInput::read(fields)?;
        Ok(Self { limit: limit.map(|limit| limit.0), marker, name, microversion })
    }
}
