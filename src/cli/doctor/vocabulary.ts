// What may stay in a transcript: words of the clouds' documents and their own tools, none of which says whose cloud it is. All else is replaced.

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Names of members: those of the documents of Keystone, Nova, ECS and IAM. */
export const MEMBERS = words(`
  access accessIPv4 accessIPv6 access_rules access_token action actions addr address addresses agency_name app_id application_credential attached_at attached_policies attachments attempt audit_ids auth auto_terminate_time
  availability_zone badMediaType badMethod badRequest base block_device blockDevice can_update_hypervisor cancelled_auth catalog cause check code computeFault config_drive conflictingRequest create_time
  created created_at credential current_count default_project_id default_version_id deleted deleted_at Depends description detail details device display_name display_layer disk document domain
  domain_id domains duration_seconds enabled encoded_authorization_message endpoint_id endpoints entry ephemeral error error_code error_description error_message error_msg errors expires_at explicit_deny extra extra_specs fault faultcode
  faultstring fingerprint flag flavor floating forbidden fixed generatedPassword global group group_id groups group_name hostId host_status href hypervisor_hostname
  id identity image implicit_deny instance_name interface internalError is_admin_project is_default is_domain issued_at itemNotFound
  key_name keypair keypairs last_project_id latest launch_index launched_at limit limits links locked locked_reason mac_addr marker max_version media-types message messages metadata
  method methods mfa mfa_device min_version msg name networks next next_marker nocatalog notImplemented offset options original_name overLimit page_info parent_id password passcode password_expires_at path
  pinned_availability_zone policies policy policy_id policy_name policy_type policy_version power_state previous private private_key progress project projects project_id properties public public_key pwd_status
  pwd_strength ram reason receipt region region_id rel request_id request_ids required_auth_methods reset-password resetpwd_flag response restricted rights role role_id roles root rxtx_factor
  scheduler_hints scope search secret securitytoken security_groups self serial serialNumber server servers servers_links service service_id services sid signature size source status status_code
  summary swap tag tags tenant_id tenantId terminated_at title token totp total total_count trace_id trusted_image_certificates type unauthorized unprocessableEntity updated updated_at url urn user user_data user_id user_name userIds users
  value values vcpus version version_id versions vm_state volumes_attached xdomain_id xdomain_type xuser_id xuser_type xrole_name
  OS-DCF:diskConfig OS-EXT-AZ:availability_zone OS-EXT-IPS:type OS-EXT-IPS:port_id OS-EXT-IPS-MAC:mac_addr OS-EXT-SRV-ATTR:hostname OS-EXT-SRV-ATTR:host OS-EXT-SRV-ATTR:instance_name OS-EXT-SRV-ATTR:hypervisor_hostname
  OS-EXT-SRV-ATTR:kernel_id OS-EXT-SRV-ATTR:launch_index OS-EXT-SRV-ATTR:ramdisk_id OS-EXT-SRV-ATTR:reservation_id OS-EXT-SRV-ATTR:root_device_name OS-EXT-SRV-ATTR:user_data OS-EXT-STS:power_state OS-EXT-STS:task_state
  OS-EXT-STS:vm_state OS-SRV-USG:launched_at OS-SRV-USG:terminated_at os-extended-volumes:volumes_attached os:scheduler_hints enterprise_project_id sys_tags cpu_options hypervisor security_options OS-FEDERATION
  Version Statement Effect Action NotAction Resource NotResource Condition Sid Principal
  StringEquals StringNotEquals StringLike StringMatch StringNotMatch Bool Null NumberEquals NumberLessThan NumberGreaterThan DateLessThan DateGreaterThan IpAddress NotIpAddress
  g:MFAPresent g:MFAAge g:CurrentTime g:SourceIp g:DomainId g:UserId g:ProjectName g:RequestedRegion g:EnterpriseProjectId g:TokenIssueTime g:SecureTransport
`);

/** Below these the names of members are the user's. */
export const OWN_MAPS = words("addresses metadata properties extra_specs tags sys_tags os:scheduler_hints scheduler_hints security_options options extra fault_details");
/** But for these, by which the clouds say what a server is. */
export const SYSTEM_METADATA = words("os_type os_bit image_name metering.image_id metering.imagetype metering.resourcespeccode metering.resourcetype metering.cloudServiceType charging_mode vpc_id os_distro hw_qemu_guest_agent cascaded.instance_extrainfo __support_agent_list agency_name EcmResStatus lockSource lockCheckEndpoint");

/** Texts that may stay, by the name of the member that has them. */
export const VALUES: Readonly<Record<string, ReadonlySet<string>>> = {
  status: words("ACTIVE BUILD DELETED ERROR HARD_REBOOT MIGRATING PASSWORD PAUSED REBOOT REBUILD RESCUE RESIZE REVERT_RESIZE SHELVED SHELVED_OFFLOADED SHUTOFF SOFT_DELETED SUSPENDED UNKNOWN VERIFY_RESIZE CURRENT SUPPORTED DEPRECATED stable"),
  host_status: words("UP UNKNOWN DOWN MAINTENANCE"),
  "OS-EXT-STS:vm_state": words("active building paused suspended stopped rescued resized soft-delete deleted error shelved shelved_offloaded"),
  "OS-EXT-STS:task_state": words("scheduling block_device_mapping networking spawning image_snapshot updating_password resize_prep rebooting reboot_started powering-off powering-on deleting rebuilding migrating"),
  "OS-DCF:diskConfig": words("AUTO MANUAL"),
  "OS-EXT-IPS:type": words("fixed floating"),
  os_type: words("windows linux Windows Linux other"),
  os_bit: words("32 64"),
  rel: words("self bookmark describedby next previous collection"),
  interface: words("public internal admin"),
  type: words("compute compute_legacy identity image network volume volumev2 volumev3 placement ssh x509 AX XA AA XX text/html application/json"),
  methods: words("password token totp application_credential mapped saml2 oauth2 hw_ak_sk assume_role hw_assume_role password_and_totp"),
  required_auth_methods: words("password token totp application_credential"),
  catalog: words("BASE ECS CUSTOMED IAM VPC EVS IMS CES OBS"),
  flag: words("fine_grained"),
  Effect: words("Allow Deny"),
  Resource: words("*"),
  scope: words("unscoped"),
  policy_type: words("system custom"),
  method: words("GET POST PUT DELETE PATCH HEAD"),
  service: words("compute identity"),
  resetpwd_flag: words("True False"),
  title: words("Unauthorized Forbidden Conflict Error"),
  base: words("application/json"),
  "g:MFAPresent": words("true false"),
};

/** Roles that the clouds come with. */
export const ROLES = words("reader member manager admin service te_admin te_agency readonly secu_admin server_adm op_gated_eip_ipv6 op_gated");

/** Numbers that may stay. */
export const NUMBERS = words("code status status_code progress OS-EXT-STS:power_state version limit total total_count current_count launch_index OS-EXT-SRV-ATTR:launch_index duration_seconds vcpus");

/** Members whose texts are sentences of the cloud. */
export const SENTENCES = words("message error_msg error_message title error_description faultstring reason msg detail");

/** Members with a time by which something is decided. */
export const TIMES = words("expires_at issued_at");

/** Segments of paths. */
export const SEGMENTS = words("v1 v2 v2.0 v2.1 v3 v3.0 v5 auth tokens projects domains catalog servers detail os-keypairs os-server-password os-resetpwd-flag cloudservers action users groups roles policies versions attached-policies OS-INHERIT inherited_to_projects regions endpoints services flavors images identity compute identity_providers");
/** Whose ID is behind a segment. */
export const OWNER_OF_SEGMENT: Readonly<Record<string, string>> = { servers: "server", cloudservers: "server", projects: "project", users: "user", groups: "group", domains: "domain", roles: "role", policies: "policy", flavors: "flavor", images: "image", "os-keypairs": "key-name", regions: "region", v1: "project", v2: "project", "v2.1": "project" };
/** Parameters of queries. */
export const PARAMETERS = words("limit marker name nocatalog user_id policy_type only_attached offset");

/** Owners of `id` and `name`, by the member around them. */
export const OWNERS: Readonly<Record<string, string>> = {
  server: "server", servers: "server", user: "user", users: "user", project: "project", projects: "project", domain: "domain", domains: "domain", group: "group", groups: "group", role: "role", roles: "role", keypair: "key", keypairs: "key",
  image: "image", flavor: "flavor", endpoints: "endpoint", catalog: "service", application_credential: "credential", access_rules: "rule", attached_policies: "policy", policy: "policy", security_groups: "security-group", "os-extended-volumes:volumes_attached": "volume",
};
/** Kinds of other members. */
export const KINDS: Readonly<Record<string, string>> = {
  tenant_id: "project", project_id: "project", parent_id: "domain", default_project_id: "project", user_id: "user", domain_id: "domain", group_id: "group", role_id: "role", key_name: "key-name", addr: "address", "OS-EXT-IPS-MAC:mac_addr": "mac", fingerprint: "fingerprint",
  public_key: "public-key", hostId: "host-id", request_id: "request", policy_id: "policy", policy_name: "policy-name", urn: "urn", audit_ids: "audit", region: "region", region_id: "region", "OS-EXT-SRV-ATTR:hostname": "server-name", description: "text",
  "OS-EXT-AZ:availability_zone": "zone", enterprise_project_id: "enterprise-project",
};

/** What is secret, wherever it stands: not even that two are the same is told. */
export const SECRETS = words("adminPass passcode secret securitytoken new_password private_key user_data OS-EXT-SRV-ATTR:user_data generatedPassword encoded_authorization_message credential");

/** Headers of requests and answers; the values of these alone are looked at. */
export const HEADERS = words(`accept content-type date age retry-after via server www-authenticate location x-auth-token x-subject-token authorization x-sdk-date x-project-id x-domain-id x-security-token openstack-api-version x-openstack-nova-api-version
  openstack-auth-receipt x-openstack-request-id x-compute-request-id x-request-id x-iam-trace-id vary cache-control x-cache`);
export const MEDIA_TYPES = words("application/json text/plain text/html application/xml text/xml application/octet-stream");
export const SERVER_SOFTWARE = words("nginx apache api-gateway istio-envoy envoy cloudwaf cloudflare waitress gunicorn openresty haproxy");

/** Words of the sentences by which the clouds and the gateways before them refuse. */
export const SENTENCE_WORDS = words(`
  clouds.yaml secure.yaml clouds-public.yaml os_ hw_ huaweicloud_sdk_ ~ .config .huaweicloud .hcloud config.json entry section several tell told looked interface catalogue cloud's reached regions projects account give choose profile etc xdg
  a ability able about above access account across action actions additional administrator admin administrators after again agent aksk all allow allowed allows already also an and another any api apis application are as ask at attempt attribute authenticate
  authenticated authenticating authentication authority authorization authorized available bad be because been before being belong belongs between binding blocked body but by bytes call can cannot cancelled certificate change changed check class client clock
  closed cloud code complexity compute condition conditions conflict connect connection contact content context control could create created credential credentials current data date default delegated delete deleted denied deny describe detail did different
  disabled do does doctype doesn't domain during each ecs either else empty enabled encrypted endpoint entered environment err error errors exceed exceeded exceeds exist exists exists. expect expected expecting expired expires explicit explicitly
  fail failed failure fault field find first flow for forbid forbidden format found from gateway get getting given global group groups guest h1 has have header headers host html http https iam id if illegal implicit implicitly in inactive incorrect info information
  instance internal invalid is isn't it item its json key keypair keystone lang later length less like limit limited load locked long login made malformed manually many marker match matching matches maximum may message method methods mfa minimum
  missing more most multi-factor must name namespace no none not nova novaexception null number object of off ok on one only open openstack operation operations or order other otherwise out over owner page param parameter parameters parse password
  path perform performed performing permission permissions permitted please plain policies policy possible problem process project property protocol provided proxy published query quota rate reach reached read reading ready reason receipt received
  refused region reject rejected renew request requested requests required requires resource resources response retry right rights role roles rule rules scope seconds secret secretkey security see select sent server servers service services session set should
  sign signature signed since some spelling state status still str string stored subject success support supported syntax system task temporarily temporary tenant text than that the their then there this throttled throttling threshold time timed timeout times title
  accepts accepted additionally amount another's attempted authentications debug disable insecure_debug mode needs needed steps suppress these those username account's sk ak
  to token too totp try type unable unauthorized unavailable under unexpected unique unknown unless unpublished unscoped unsupported until update updated upstream url url's use used user username using valid validate validation value verification verify version
  via was we went were what when where whether which while who will with within without wrong xml you your yourself
`);

/** Codes of the clouds' errors, as their documents number them. */
export const CODE = /^(?:APIGW?|IAM|Ecs|ECS|Common|Pdp|PDP|VPC|SYS|PAP5|STS5|AS|EVS|IMS|OBS)\.\d{3,5}(?:\.\d{1,5})?$/;
/** Nova's and Keystone's names for what went wrong in them. */
export const EXCEPTION = /^<?(?:nova\.exception|keystoneauth1\.exceptions(?:\.[a-z_]+)?)\.[A-Z][A-Za-z]*$/;

/** Organisations that sign certificates for everybody. */
export const AUTHORITIES = words("DigiCert Sectigo GlobalSign Let's-Encrypt Entrust GoDaddy Amazon Google-Trust-Services ISRG Deutsche-Telekom T-Systems D-TRUST Certum QuoVadis IdenTrust SwissSign Buypass ZeroSSL Actalis HARICA WoTrus Trustwave SECOM");

/** The actions of the APIs that are asked, as IAM and Nova call them. */
export const ACTIONS = words(`
  ecs:cloudServers:deletePassword ecs:cloudServers:resetServerPwd ecs:cloudServers:showResetPasswordFlag ecs:cloudServers:showServerPassword ecs:cloudServers:get ecs:cloudServers:list ecs:serverKeypairs:get ecs:serverPasswords:manage ecs:servers:get ecs:servers:list ecs:servers:start ecs:servers:stop
  ecs:*:* ecs:*:get* ecs:*:list* ecs:*:*list* ecs:servers:list* ecs:serverPasswords:* ecs:cloudServers:* ecs:servers:* *:*:* * identity:* iam:*:get* iam:*:list* iam:groups:list* iam:permissions:list* iam:policies:get*
  iam:groups:listAttachedPoliciesV5 iam:groups:listGroupsForUser iam:permissions:listRolesForGroup iam:permissions:listRolesForGroupOnDomain iam:permissions:listRolesForGroupOnProject iam:policies:getV5 iam:policies:getVersionV5 iam:projects:listProjects
  iam:users:listAttachedPoliciesV5 os_compute_api:os-keypairs:show os_compute_api:os-server-password:clear os_compute_api:os-server-password:show os_compute_api:os-admin-password os_compute_api:servers:detail os_compute_api:servers:show os_compute_api:servers:start os_compute_api:servers:stop
  identity:list_projects_for_user identity:get_auth_catalog identity:validate_token
`);
