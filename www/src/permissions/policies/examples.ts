// The system policies and roles as the clouds document them: Elastic Cloud Server, "Permissions"; IAM, "Querying Permissions of a
// User Group Corresponding to a Project" and "Roles". Loaded on demand.

export interface Example {
  name: string;
  /** The names that a token may give the role, the former ones too. */
  roles: string[];
  catalog: string;
  text: string;
}

export const EXAMPLES: Example[] = [
  {
    name: "ECS FullAccess",
    roles: ["ECS FullAccess", "ECS Admin"],
    catalog: "",
    text: `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:*:*",
        "evs:*:get",
        "evs:*:list",
        "evs:volumes:create",
        "evs:volumes:delete",
        "evs:volumes:attach",
        "evs:volumes:detach",
        "evs:volumes:manage",
        "evs:volumes:update",
        "evs:volumes:use",
        "evs:volumes:uploadImage",
        "evs:snapshots:create",
        "vpc:*:get",
        "vpc:*:list",
        "vpc:networks:create",
        "vpc:networks:update",
        "vpc:subnets:update",
        "vpc:subnets:create",
        "vpc:ports:*",
        "vpc:routers:get",
        "vpc:routers:update",
        "vpc:securityGroups:*",
        "vpc:securityGroupRules:*",
        "vpc:floatingIps:*",
        "vpc:publicIps:*",
        "ims:images:create",
        "ims:images:delete",
        "ims:images:get",
        "ims:images:list",
        "ims:images:update",
        "ims:images:upload"
      ]
    }
  ]
}
`,
  },
  {
    name: "ECS CommonOperations",
    roles: ["ECS CommonOperations", "ECS User"],
    catalog: "",
    text: `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:*:get*",
        "ecs:*:list*",
        "ecs:*:start",
        "ecs:*:stop",
        "ecs:*:reboot",
        "ecs:diskConfigs:use",
        "ecs:securityGroups:use",
        "ecs:serverGroups:manage",
        "ecs:serverKeypairs:*",
        "ecs:serverPasswords:manage",
        "ecs:servers:createConsole",
        "ecs:servers:createImage",
        "ecs:servers:setMetadata",
        "ecs:servers:setTags",
        "ecs:serverVolumes:use",
        "evs:*:get*",
        "evs:*:list*",
        "evs:snapshots:create",
        "evs:volumes:uploadImage",
        "evs:volumes:delete",
        "evs:volumes:update",
        "evs:volumes:attach",
        "evs:volumes:detach",
        "evs:volumes:manage",
        "evs:volumes:use",
        "vpc:*:get*",
        "vpc:*:list*",
        "vpc:floatingIps:create",
        "vpc:floatingIps:update",
        "vpc:floatingIps:delete",
        "vpc:publicIps:update",
        "vpc:publicIps:delete",
        "ims:images:create",
        "ims:images:delete",
        "ims:images:get",
        "ims:images:list",
        "ims:images:update",
        "ims:images:upload"
      ]
    }
  ]
}
`,
  },
  {
    name: "ECS ReadOnlyAccess",
    roles: ["ECS ReadOnlyAccess", "ECS Viewer"],
    catalog: "",
    text: `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:*:get*",
        "ecs:*:list*",
        "ecs:serverGroups:manage",
        "ecs:serverVolumes:use",
        "evs:*:get*",
        "evs:*:list*",
        "vpc:*:get*",
        "vpc:*:list*",
        "ims:*:get*",
        "ims:*:list*"
      ]
    }
  ]
}
`,
  },
  {
    name: "Server Administrator",
    roles: ["Server Administrator"],
    catalog: "",
    text: `{
  "Version": "1.1",
  "Statement": [
    {
      "Action": [
        "ecs:*:*",
        "evs:*:get",
        "evs:*:list",
        "evs:volumes:create",
        "evs:volumes:delete",
        "evs:volumes:attach",
        "evs:volumes:detach",
        "evs:volumes:manage",
        "evs:volumes:update",
        "evs:volumes:uploadImage",
        "evs:snapshots:create",
        "vpc:*:get",
        "vpc:*:list",
        "vpc:networks:create",
        "vpc:networks:update",
        "vpc:subnets:update",
        "vpc:subnets:create",
        "vpc:routers:get",
        "vpc:routers:update",
        "vpc:ports:*",
        "vpc:privateIps:*",
        "vpc:securityGroups:*",
        "vpc:securityGroupRules:*",
        "vpc:floatingIps:*",
        "vpc:publicIps:*",
        "vpc:bandwidths:*",
        "vpc:firewalls:*",
        "ims:images:create",
        "ims:images:delete",
        "ims:images:get",
        "ims:images:list",
        "ims:images:update",
        "ims:images:upload"
      ],
      "Effect": "Allow"
    }
  ]
}
`,
  },
  {
    name: "Tenant Administrator",
    roles: ["Tenant Administrator", "te_admin"],
    catalog: "BASE",
    text: `{
  "Version": "1.0",
  "Statement": [
    {
      "Action": [
        "*"
      ],
      "Effect": "Allow"
    },
    {
      "Action": [
        "identity:*"
      ],
      "Effect": "Deny"
    }
  ]
}
`,
  },
  {
    name: "Tenant Guest",
    roles: ["Tenant Guest", "readonly"],
    catalog: "BASE",
    text: `{
  "Version": "1.0",
  "Statement": [
    {
      "Action": [
        "*:*:Get*",
        "*:*:List*"
      ],
      "Effect": "Allow"
    },
    {
      "Action": [
        "identity:*"
      ],
      "Effect": "Deny"
    }
  ]
}
`,
  },
  {
    name: "DNS Administrator",
    roles: ["DNS Administrator"],
    catalog: "",
    text: `{
  "Version": "1.0",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "DNS:Zone:*",
        "DNS:RecordSet:*",
        "DNS:PTRRecord:*"
      ]
    }
  ],
  "Depends": [
    {
      "catalog": "BASE",
      "display_name": "Tenant Guest"
    },
    {
      "catalog": "VPC",
      "display_name": "VPC Administrator"
    }
  ]
}
`,
  },
];
