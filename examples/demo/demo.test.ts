import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const DEMO = join(import.meta.dirname, "demo.ts");

test("npm run demo tells the journey from an empty database to a revoked token, shows no secret and leaves nothing behind", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "demo-test-"));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  const env = { PATH: process.env["PATH"], TMPDIR: temporary };
  const child = spawn(process.execPath, [DEMO], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  const [code] = (await once(child, "close")) as [number | null];
  expect(code, output).toBe(0);
  for (const claim of [
    /^1\. A token service on an empty database\n.*serve\n {3}ready at http:\/\/127\.0\.0\.1:\d+$/m,
    /^ {3}client_id {6}celitech_client_\w{22}$/m,
    /^ {3}\{"access_token":"eyJ\w+…","expires_in":3600,"token_type":"Bearer","scope":"purchases:write"\}$/m,
    /without a token: 401 \{"message":"/,
    /with the client's: 200, France, Japan/,
    /200 more calls; token requests so far: 1$/m,
    /^ {3}[1-9]\d* calls meanwhile, 0 failed$/m,
    /refused after \d+\.\d s: 401 \{"message":"/,
    /^Done in \d+\.\d s\.$/m,
  ])
    expect(output).toMatch(claim);
  expect(output).not.toMatch(/celitech_secret_\w{8}|eyJ[\w-]{20}/);
  expect(readdirSync(temporary)).toEqual([]);
}, 120_000);
