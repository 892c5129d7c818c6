# One worker on one socket; its address is given on the command line.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "hook", worker = .worker)],
  sockets = [(name = "http", http = (), service = "hook")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker", esModule = embed "workerd.mjs"),
    (name = "hook", commonJsModule = embed "../../examples/demo/hooks/add-claim-and-scope.js"),
  ],
  compatibilityDate = "2026-01-01",
);
