// biome-ignore-all lint/style/noDefaultExport: workerd asks for one
// A Worker, bundled by a test for workerd: one client for all requests, as Workers keep globals between them.
import { clientCredentials } from "@celitech-auth/client";

let client;

export default {
  async fetch(_request, env) {
    client ??= clientCredentials({
      credentials: { clientId: "id", clientSecret: "secret" },
      tokenUrl: env.TOKEN_URL,
      origins: [env.API_ORIGIN],
    });
    const response = await client.fetch(`${env.API_ORIGIN}/v1/things`);
    const { accessToken } = await client.getToken();
    return Response.json({ status: response.status, accessToken, tokenRequests: client.stats().tokenRequests });
  },
};
