import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { runCommand, startServer } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../examples");

async function startWithQuickstart() {
  const folder = temporaryFolder();
  const server = await startServer({ CELITECH_AUTH_DATA_DIR: folder });
  await server.ready();
  const environment = parseEnv(readFileSync(join(folder, "quickstart.env"), "utf8"));
  return { server, environment };
}

it("celitech-auth token prints a token, alone, for the credentials of the environment", async () => {
  const { environment } = await startWithQuickstart();
  const { code, stdout, stderr } = await runCommand(["token"], environment);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^ey[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const { stdout: json } = await runCommand(["token", "--json"], environment);
  expect(JSON.parse(json)).toEqual({
    access_token: expect.stringMatching(/^ey/),
    token_type: "Bearer",
    expires_at: expect.stringMatching(/Z$/),
    scope: null,
  });
});

it("celitech-auth token ends with the exit code of what went wrong, and one line", async () => {
  const { environment } = await startWithQuickstart();
  const fails = async (changes: Readonly<Record<string, string | undefined>>, ...options: string[]) => {
    const { code, stdout, stderr } = await runCommand(["token", ...options], { ...environment, ...changes });
    expect([stdout, stderr.trim().split("\n").length]).toEqual(["", 1]);
    return code;
  };
  expect(await fails({ CELITECH_CLIENT_SECRET: "wrong-secret" })).toBe(4);
  expect(await fails({}, "--scope", "unknown")).toBe(1);
  expect(await fails({ CELITECH_TOKEN_URL: "http://127.0.0.1:9/oauth2/token" })).toBe(6);
  expect(await fails({ CELITECH_CLIENT_ID: undefined })).toBe(78);
});

it("the quickstart of the client runs against this server and the example API by environment variables alone", async () => {
  const { server, environment } = await startWithQuickstart();
  const api = spawn(process.execPath, [join(EXAMPLES, "api/server.ts")], {
    env: { PATH: process.env["PATH"], API_PORT: "0", API_ISSUER: `http://localhost:${new URL(server.url).port}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void api.kill());
  const origin = await new Promise<string>((resolve) =>
    api.stdout.once("data", (chunk) => resolve(String(chunk).trim())),
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(EXAMPLES, "client-quickstart.ts"), `${origin}/v1/destinations`],
    { env: { PATH: process.env["PATH"], ...environment, CELITECH_API_ORIGINS: origin }, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^200 .*destinations/);
});
