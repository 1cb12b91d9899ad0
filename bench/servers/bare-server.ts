// The floor that a token service in Node.js stands on: node:http, one known secret, one ES256 signature, and nothing
// else. No routing to speak of, no database, no log, no protocol errors.
//
//   node bench/servers/bare-server.ts PORT main-thread|thread-pool WORKERS CLIENT_ID SECRET
import cluster from "node:cluster";
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  timingSafeEqual,
} from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { AUDIENCE, TOKEN_LIFETIME_SECONDS, TOKEN_PATH } from "./access-token-claims.ts";

type Signer = (data: Buffer, done: (signature: Buffer) => void) => void;

const [portText = "", signing = "", workers = "", clientId = "", secret = ""] = process.argv.slice(2);
const port = Number(portText);

if (cluster.isPrimary && Number(workers) > 1) forkWorkers(Number(workers));
else startServer(readPrivateKey());

function forkWorkers(count: number): void {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  for (let index = 0; index < count; index += 1) cluster.fork({ BENCH_SIGNING_KEY: pem });
  process.once("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.kill();
    process.exit(0);
  });
}

function readPrivateKey(): KeyObject {
  const pem = process.env["BENCH_SIGNING_KEY"];
  return pem === undefined ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey : createPrivateKey(pem);
}

function startServer(privateKey: KeyObject): void {
  const hmacKey = Buffer.alloc(32, 7);
  const digest = (value: string): Buffer => createHmac("sha256", hmacKey).update(value).digest();
  const storedDigest = digest(secret);
  const issuer = `http://localhost:${port}`;
  const header = toBase64Url({ alg: "ES256", typ: "at+jwt", kid: "bench" });
  const keySet = JSON.stringify({
    keys: [{ ...createPublicKey(privateKey).export({ format: "jwk" }), kid: "bench", alg: "ES256", use: "sig" }],
  });
  const signWith = chooseSigner(privateKey);

  const answerToken = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const credentials = Buffer.from((request.headers.authorization ?? "").slice("Basic ".length), "base64").toString();
    const colon = credentials.indexOf(":");
    const isKnown =
      body === "grant_type=client_credentials" &&
      credentials.slice(0, colon) === clientId &&
      timingSafeEqual(digest(credentials.slice(colon + 1)), storedDigest);
    if (!isKnown) {
      response.writeHead(401).end();
      return;
    }
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + TOKEN_LIFETIME_SECONDS;
    const claims = { iss: issuer, sub: clientId, client_id: clientId, aud: AUDIENCE, iat, exp, jti: randomUUID() };
    const signed = `${header}.${toBase64Url(claims)}`;
    signWith(Buffer.from(signed, "latin1"), (signature) => {
      sendJson(
        response,
        `{"access_token":"${signed}.${signature.toString("base64url")}","expires_in":3600,"token_type":"Bearer"}`,
      );
    });
  };

  createServer((request, response) => {
    if (request.url !== TOKEN_PATH) {
      sendJson(response, keySet);
      return;
    }
    let body = "";
    request.setEncoding("latin1");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => answerToken(request, body, response));
  }).listen(port, "127.0.0.1");
}

function chooseSigner(privateKey: KeyObject): Signer {
  const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
  if (signing === "main-thread") return (data, done) => done(sign("sha256", data, key));
  return (data, done) =>
    sign("sha256", data, key, (error, signature) => {
      if (error !== null) throw error;
      done(signature);
    });
}

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}

function toBase64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
