import { accessTokenVerifier } from "../../src/access-token-verifier.ts";

// Verifies one token and then has nothing to do. If anything of the verifier held the process, it would not end.
const [issuer = "", token = ""] = process.argv.slice(2);
process.channel?.unref();
const { clientId } = await accessTokenVerifier({ issuer, audience: "https://api.example/v1" }).verify(token);
if (clientId === "") process.exitCode = 1;
