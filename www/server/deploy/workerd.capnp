# The console on workerd, in the folder that `npm run build:edge` wrote: `workerd serve workerd.capnp`. It listens on this machine alone: a TLS proxy is before it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "console", worker = (
      modules = [
        (name = "worker.js", esModule = embed "worker.js"),
        (name = "console.js", esModule = embed "console.js"),
      ],
      compatibilityDate = "2026-01-01",
      bindings = [
        (name = "ASSETS", service = "page"),
        # The clouds that may be reached, and what the page is called: a file as for `--config`.
        (name = "CONFIG", text = embed "console.json"),
        # The names that it is reached by, with commas between.
        (name = "NAMES", text = "console.example.com"),
        # The path that it is below.
        (name = "BASE_PATH", text = "/"),
      ],
    )),
    (name = "page", disk = "page"),
    # What a worker may reach at all. A cloud on a private network, or on this machine, needs "private" as well; a private CA, `trustedCertificates = [embed "ca.pem"]`.
    (name = "internet", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:4173", http = (), service = "console")],
);
