// yarn 1 has the address of its audit built in: send it where AUDIT_REGISTRY says.
const http = require("node:http");
const https = require("node:https");

const AUDIT = "/-/npm/v1/security/audits";
const request = https.request;

https.request = (options, ...rest) => {
  if (options.path !== AUDIT) {
    return request(options, ...rest);
  }
  const { hostname, port, pathname } = new URL(process.env.AUDIT_REGISTRY);
  const path = pathname.replace(/\/$/, "") + AUDIT;
  const { method, headers } = options;
  const sent = http.request({ method, headers, hostname, port, path }, ...rest);
  // It asks the socket whether TLS went well.
  return sent.on("socket", (socket) => Object.assign(socket, { authorized: true }));
};
