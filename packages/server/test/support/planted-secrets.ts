import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import type { DatabaseLocation } from "../../src/storage/database.ts";
import { base64, formEncode } from "./token-request.ts";

/** The ways in which a secret can lie in a place where it must not be. */
export function formsOf(secret: string, clientId: string): readonly string[] {
  const encoded = formEncode(secret);
  const credentials = [`${clientId}:${secret}`, `${formEncode(clientId)}:${encoded}`];
  const forms = [
    secret,
    encoded,
    encoded.replaceAll("+", "%20"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("hex"),
    ...base64Inside(secret),
    ...credentials.map(base64),
    ...credentials.map((text) => Buffer.from(text).toString("base64url")),
  ];
  return [...new Set(forms)];
}

// Inside of longer text base64 begins at one of three places; the first and last characters depend on what is around.
function base64Inside(secret: string): readonly string[] {
  return [0, 1, 2].map((offset) => base64(`${"x".repeat(offset)}${secret}`).slice(offset + 2, -4));
}

/** Which of the texts are in the bytes. */
export function findIn(bytes: Buffer, texts: readonly string[]): readonly string[] {
  return texts.filter((text) => bytes.includes(text));
}

/** Everything that a database holds: the bytes of its files, or of every value of every table. */
export async function dumpDatabase(location: DatabaseLocation): Promise<Buffer> {
  if (location.kind === "postgres") return dumpPostgres(location.url);
  const folder = dirname(location.path);
  const files = readdirSync(folder).filter((file) => file.startsWith(basename(location.path)));
  return Buffer.concat(files.map((file) => readFileSync(join(folder, file))));
}

async function dumpPostgres(url: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query("select table_name from information_schema.tables where table_schema = 'public'");
    const parts: Buffer[] = [];
    for (const { table_name: table } of tables.rows as readonly { readonly table_name: string }[]) {
      const { rows } = await client.query(`select * from "${table}"`);
      for (const value of rows.flatMap((row: object) => Object.values(row) as unknown[]))
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\n`));
    }
    return Buffer.concat(parts);
  } finally {
    await client.end();
  }
}
