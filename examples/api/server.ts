// A small API in the shape of CELITECH's, guarded by the verifier. Start it with: node examples/api/server.ts
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { accessTokenVerifier } from "@celitech-auth/verifier";
import { destinations, findPackages } from "./catalogue.ts";
import { buyPackage } from "./purchases.ts";
import { sendJson } from "./send-json.ts";

const { API_HOST = "127.0.0.1", API_PORT = "4100" } = process.env;
const { API_ISSUER = "http://localhost:4000", API_AUDIENCE = "https://api.celitech.net/v1" } = process.env;

const auth = accessTokenVerifier({ issuer: API_ISSUER, audience: API_AUDIENCE, errorBody: "celitech" });
const metadata = auth.protectedResourceMetadata({ scopes: ["purchases:write"] });

const routes: Readonly<Record<string, RequestListener>> = {
  "GET /v1/destinations": auth.node((_, response) => sendJson(response, 200, { destinations })),
  "GET /v1/packages": auth.node((request, response) =>
    sendJson(response, 200, { packages: findPackages(new URL(request.url ?? "", "http://localhost").searchParams) }),
  ),
  "POST /v1/purchases": auth.node(buyPackage, { scope: "purchases:write" }),
  [`GET ${metadata.path}`]: (_, response) => sendJson(response, 200, metadata.document),
  "GET /health/ready": (_, response) =>
    void auth.ready().then(
      () => sendJson(response, 200, { isReady: true }),
      () => sendJson(response, 503, { isReady: false }),
    ),
};

const server = createServer((request, response) => {
  const route = routes[`${request.method} ${request.url?.split("?", 1)[0]}`];
  if (route === undefined) sendJson(response, 404, { message: "Not found" });
  else route(request, response);
});
server.listen(Number(API_PORT), API_HOST, () => {
  console.log(`http://${API_HOST}:${(server.address() as AddressInfo).port}`);
});
