// node-oidc-provider with everything it needs to issue ES256 JWTs for client credentials, and its own in-memory store.
//
//   node bench/servers/oidc-provider-server.ts PORT CLIENT_ID SECRET
import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { AUDIENCE, TOKEN_LIFETIME_SECONDS, TOKEN_PATH } from "./access-token-claims.ts";

const [portText = "", clientId = "", secret = ""] = process.argv.slice(2);
const port = Number(portText);

const { privateKey } = await generateKeyPair("ES256", { extractable: true });

const provider = new Provider(`http://localhost:${port}`, {
  jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "bench", alg: "ES256", use: "sig" }] },
  clients: [
    {
      client_id: clientId,
      client_secret: secret,
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: "client_secret_basic",
      id_token_signed_response_alg: "ES256",
    },
  ],
  routes: { token: TOKEN_PATH, jwks: "/.well-known/jwks.json" },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      getResourceServerInfo: () => ({
        scope: "",
        audience: AUDIENCE,
        accessTokenFormat: "jwt",
        accessTokenTTL: TOKEN_LIFETIME_SECONDS,
        jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
});

createServer(provider.callback()).listen(port, "127.0.0.1");
