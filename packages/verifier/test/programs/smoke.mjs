// Plain JavaScript, as a user of the published package writes it. Arguments: the issuer and a token of it.
import { createServer } from "node:http";
import { accessTokenVerifier, VerifierError } from "@celitech-auth/verifier";
import { planRevocationParts } from "@celitech-auth/verifier/revocation-list";

const [issuer, token] = process.argv.slice(2);
const auth = accessTokenVerifier({ issuer, audience: "https://api.example/v1" });
const { clientId, organizationId, scopes } = await auth.verify(token);
const refusal = await auth.verify(`${token.slice(0, -9)}AAAAAAAAA`).catch((error) => error);

const server = createServer(
  auth.node((_request, response, { clientId: caller }) => response.end(caller), { scope: "read" }),
);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const accepted = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
const refused = await fetch(url);
server.closeAllConnections();
server.close();

console.log(
  JSON.stringify({
    clientId,
    organizationId,
    scopes,
    refusal: [refusal instanceof VerifierError, refusal.code],
    route: [accepted.status, await accepted.text()],
    challenge: [refused.status, refused.headers.get("www-authenticate")],
    parts: planRevocationParts(2).length,
    list: auth.stats().revocationList.sequence,
  }),
);
