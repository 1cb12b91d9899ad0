import { accessTokenVerifier } from "../../src/access-token-verifier.ts";
import { FRAMEWORKS } from "./framework-servers.ts";

// A process of its own with one server and no error handler of any kind: whatever escapes ends it.
const [framework = "", issuer = ""] = process.argv.slice(2);
const start = FRAMEWORKS[framework];
if (start === undefined) throw new Error(`no such framework: ${framework}`);
const { port } = await start(accessTokenVerifier({ issuer, audience: "https://api.example/v1" }));
process.send?.(port);
