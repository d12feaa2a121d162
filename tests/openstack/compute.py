"""The compute service, inside the process of Nova's API; runs inside the virtual environment.

Between processes there is no message bus, so what the API orders is carried out where it is ordered: by Nova's own
compute manager with Nova's fake hypervisor, over the bus that oslo.messaging has within a process. Nothing is counted
and nothing runs from time to time: only new servers need that.
"""

import fcntl
import functools
import types
from unittest import mock

import oslo_messaging
from nova import conf, rpc
from nova.compute import manager, rpcapi
from nova.objects import base
from nova.scheduler.client import report
from nova.virt import fake
from nova.virt.libvirt import driver as libvirt

import world

# How libvirt says that the agent in the guest does not answer.
AGENT_UNRESPONSIVE = 86


class LibvirtError(Exception):
    """The failure of a guest's agent, in the form of libvirt's Python binding."""

    def get_error_code(self):
        """There is no other failure here."""
        return AGENT_UNRESPONSIVE


class Guest:
    """What libvirt's driver asks to set a password."""

    def __init__(self, instance):
        self.is_silent = instance.system_metadata.get(world.AGENT_KEY) == "silent"

    def set_user_password(self, user, password):
        """Nobody signs in to these guests, so nothing is kept."""
        if self.is_silent:
            raise LibvirtError


class Driver(fake.FakeDriver):
    """The fake hypervisor, with what libvirt's driver does to set a password: it also stores it."""

    set_admin_password = libvirt.LibvirtDriver.set_admin_password
    _can_set_admin_password = libvirt.LibvirtDriver._can_set_admin_password
    _save_instance_password_if_sshkey_present = libvirt.LibvirtDriver._save_instance_password_if_sshkey_present

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._host = types.SimpleNamespace(get_guest=Guest)

    def adopt(self, instance):
        """Know a server, and have it run if the databases say so: a reset changes them and not the driver."""
        self.instances[instance.uuid] = fake.FakeInstance(instance.name, instance.power_state, instance.uuid)


class Manager(manager.ComputeManager):
    """Nova's manager, for servers that it has not created."""

    def __init__(self, gate: str):
        self.gate = gate
        # A client of the placement service looks for it when it is made.
        with mock.patch.object(report.SchedulerReportClient, "_create_client"):
            super().__init__(compute_driver="fake.Driver", host=conf.CONF.host)

    def set_admin_password(self, context, instance, new_pass):
        """Set a password, while the request for it waits and holds the gate."""
        self.driver.adopt(instance)
        super().set_admin_password(context, instance=instance, new_pass=new_pass)

    def start_instance(self, context, instance):
        """Start a server, after the request for it."""
        self._behind_gate(instance, functools.partial(super().start_instance, context, instance=instance))

    def stop_instance(self, context, instance, clean_shutdown):
        """Stop a server, after the request for it."""
        stop = functools.partial(super().stop_instance, context, instance=instance, clean_shutdown=clean_shutdown)
        self._behind_gate(instance, stop)

    def _behind_gate(self, instance, act):
        with open(self.gate) as handle:
            # As a request that writes: not beside another one, and not while the databases are put back.
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.driver.adopt(instance)
            act()


def start(gate: str) -> None:
    """Carry out what the API of this process orders, until the process ends."""
    # The binding itself is not there.
    libvirt.libvirt = types.SimpleNamespace(libvirtError=LibvirtError, VIR_ERR_AGENT_UNRESPONSIVE=AGENT_UNRESPONSIVE)
    # Nova loads no drivers but those in its own package.
    fake.Driver = Driver
    own = Manager(gate)
    target = oslo_messaging.Target(topic=rpcapi.RPC_TOPIC, server=own.host)
    rpc.get_server(target, [own, *own.additional_endpoints], base.NovaObjectSerializer()).start()
