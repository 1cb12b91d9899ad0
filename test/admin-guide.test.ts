import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { useAdminToken } from "../packages/server/test/support/admin-client.ts";
import { findResource, setScene } from "../packages/server/test/support/admin-scene.ts";
import { useServers } from "../packages/server/test/support/running-server.ts";

const servers = useServers({}, ["SQLite"]);
const guide = readFileSync(join(import.meta.dirname, "../docs/guides/admin-api.md"), "utf8");
const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
const run = promisify(execFile);
const SCOPES = ["organizations:read", "clients:read", "clients:write", "resources:read"] as const;

/** What a line of the shell printed, as JSON; every command of a block but assignments prints one answer. */
function readAnswers(output: string): readonly Record<string, unknown>[] {
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

it.skipIf(!hasCurl)("the commands of the guide to the admin API do what it says", async () => {
  const server = servers.on("SQLite");
  const { operator, organization, resourceId } = await setScene(server);
  const token = await useAdminToken(server, SCOPES, organization.id);
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    ADMIN_TOKEN: token.adminToken ?? "",
    URL: `http://127.0.0.1:${server.port}`,
    ORGANIZATION_ID: organization.id,
    RESOURCE_ID: resourceId,
  };
  const shell = async (block: string | undefined) => {
    // A line break after each answer, which curl leaves out.
    const script = (block ?? "").replaceAll(/^curl /gm, "curl -s -w '\\n' ");
    return readAnswers((await run("sh", ["-ec", script], { env: environment })).stdout);
  };
  const [makeToken, lists, create, rotate, end, change] = blocks;
  expect(makeToken).toContain(`--scope "${SCOPES.join(" ")}"`);
  const [organizations, resources, clients] = await shell(lists);
  expect(organizations).toMatchObject({ items: [{ id: organization.id }] });
  expect(resources).toHaveProperty("items");
  expect(clients).toEqual({ items: [], next_cursor: null });
  const [created] = await shell(create);
  const client = created?.["client"] as { readonly id: string };
  expect(created?.["client_secret"]).toMatch(/^celitech_secret_/);
  const [replayed] = await shell(create);
  expect(replayed).toMatchObject({ client, client_secret: null });
  environment["CLIENT_ID"] = client.id;
  const [rotated] = await shell(rotate);
  expect(rotated).toMatchObject({ client: { rotation: { new_secret_id: rotated?.["secret_id"] } } });
  const [shown, ended] = await shell(end);
  expect([shown?.["rotation"], ended?.["rotation"]]).toEqual([expect.anything(), null]);
  const [renamed] = await shell(change);
  expect(renamed?.["name"]).toBe("Production, Europe");
  expect((await findResource(operator, "https://api.example")).scopes.length).toBeGreaterThan(0);
});
