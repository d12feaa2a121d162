"""What oslo.policy and Nova say, in this process: a case a line on standard input, its answers a line on standard output.

A case: {"release": number, "file": text or null, "questions": [{"action", "roles", "userId", "projectId" | "domainId" | "systemScope", "target", "attributes"}]}.
An answer: "allow", "deny", "error" (oslo.policy raises), or "file" where the file cannot be read. Of the Nova that is installed it is Nova's own code that answers, with its
own rules; of other releases oslo.policy does, with the rules of src/policy/oslo/nova.tsv and Nova's `is_admin`.
"""

import importlib.metadata
import json
import logging
import os
import pathlib
import sys
import tempfile
import warnings

os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "1"
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

from oslo_config import cfg  # noqa: E402
from oslo_policy import policy as oslo_policy  # noqa: E402

from nova import context as nova_context  # noqa: E402
from nova import exception, policies  # noqa: E402
from nova import policy as nova_policy  # noqa: E402

INSTALLED = int(importlib.metadata.version("nova").split(".")[0])
RULES = pathlib.Path(__file__).resolve().parents[3] / "src" / "policy" / "oslo" / "nova.tsv"


def rules_of(number):
    """The rules of a release, as oslo.policy registers them, and whether it enforces scopes and new defaults."""
    if number == INSTALLED:
        return policies.list_rules(), True
    found, on = [], False
    for line in RULES.read_text().splitlines():
        cells = line.split("\t")
        if cells[0] == "release" and int(cells[1]) == number:
            on = cells[4] == "on"
        if cells[0] == "rule" and int(cells[2]) <= number <= int(cells[3]):
            name, _, _, check, scopes, old, old_check = [*cells[1:], "", "", "", ""][:7]
            deprecated = oslo_policy.DeprecatedRule(old, old_check, deprecated_reason="-", deprecated_since="-") if old else None
            found.append((name, check, scopes, deprecated))
    # The newest oslo.policy always enforces scopes.
    return [oslo_policy.RuleDefault(name, check, deprecated_rule=deprecated, scope_types=scopes.split(",") if scopes and on else None) for name, check, scopes, deprecated in found], on


def earlier_names():
    """What the rules of later releases were called before, by their names."""
    cells = [line.split("\t") for line in RULES.read_text().splitlines()]
    return {row[1]: row[6] for row in cells if row[0] == "rule" and len(row) > 6}


EARLIER = earlier_names()


def enforcer_of(number, file):
    rules, on = rules_of(number)
    conf = nova_policy.CONF
    enforcer = oslo_policy.Enforcer(conf, policy_file=file or "/nowhere/policy.yaml")
    conf.set_override("enforce_new_defaults", on, group="oslo_policy")
    conf.set_override("policy_dirs", [], group="oslo_policy")
    enforcer.suppress_default_change_warnings = enforcer.suppress_deprecation_warnings = True
    enforcer.register_defaults(rules)
    return enforcer


def answer(enforcer, question):
    nova_policy._ENFORCER = enforcer
    nova_policy.init = lambda *_, **__: None
    action = question["action"]
    if action not in enforcer.registered_rules:
        action = EARLIER[action]
    attributes = dict(question.get("attributes") or {})
    try:
        context = nova_context.RequestContext(
            user_id=question.get("userId"),
            project_id=question.get("projectId"),
            domain_id=question.get("domainId"),
            system_scope=question.get("systemScope"),
            roles=list(question["roles"]),
            user_domain_id=attributes.get("user_domain_id"),
            project_domain_id=attributes.get("project_domain_id"),
            overwrite=False,
        )
        target = {name: value for name, value in question["target"].items() if value is not None}
        return "allow" if context.can(action, target, fatal=False) else "deny"
    except exception.Forbidden:
        return "deny"
    except (TypeError, ValueError, SyntaxError, RecursionError, AttributeError):
        return "error"


def main():
    cfg.CONF([], project="nova", default_config_files=[])
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            case = json.loads(line)
            file = None
            if case["file"] is not None:
                file = str(pathlib.Path(folder) / "policy.yaml")
                pathlib.Path(file).write_text(case["file"], encoding="utf-8", newline="")
            try:
                enforcer = enforcer_of(case["release"], file)
                enforcer.load_rules()
            except Exception as error:  # whatever a file brings about: none is read then
                print(type(error).__name__, error, file=sys.stderr)
                print(json.dumps(["file"] * len(case["questions"])), flush=True)
                continue
            print(json.dumps([answer(enforcer, question) for question in case["questions"]]), flush=True)


if __name__ == "__main__":
    main()
