import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { uptime } from "node:os";
import { join } from "node:path";
import { optionError } from "../token-error.ts";
import type { TokenStore } from "../token-store.ts";
import { takeFileLock } from "./file-lock.ts";
import { type StoreKey, sealedStore } from "./sealed-store.ts";

export interface FileStoreOptions {
  /** Where the files go; made with mode 0700 when it is missing. One host only: see `fileStore`. */
  readonly directory: string;
  /** 32 bytes under which everything is encrypted, as a Uint8Array or in base64. */
  readonly key: StoreKey;
}

/** No token lives longer, so whatever was written earlier is of no use. */
const fileAgeMaxMs = 86_400_000;
/** Readings of the two clocks may be a second apart: the system's uptime counts whole seconds on some systems. */
const clockToleranceMs = 2_000;

/** What a file holds. Its age counts by the wall clock and by the time since the host started, whichever says more. */
interface FileEntry {
  readonly value: string;
  readonly lifetimeMs: number;
  readonly wallMs: number;
  readonly uptimeMs: number;
}

/**
 * A store for the processes of one host: files with mode 0600, replaced atomically, encrypted as `sealedStore` does. The lock of a
 * process that died is taken over at once, of one that hangs after its lease. Entries written before the host last started
 * count as not there.
 *
 * @throws TokenError `invalid_option`
 */
export function fileStore({ directory, key }: FileStoreOptions): TokenStore {
  if (typeof directory !== "string" || directory === "") throw optionError("option directory: missing");
  const plain: TokenStore = {
    async get(name) {
      const entry = parseEntry(await readFile(join(directory, `${name}.token`), "utf8").catch(absent));
      const remainingMs = entry && remainingOf(entry);
      return entry && remainingMs ? { value: entry.value, remainingMs } : undefined;
    },
    async set(name, value, lifetimeMs) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const entry: FileEntry = { value, lifetimeMs, wallMs: Date.now(), uptimeMs: uptime() * 1000 };
      const draft = join(directory, `${name}.${crypto.randomUUID()}.draft`);
      await writeFile(draft, JSON.stringify(entry), { mode: 0o600, flag: "wx" });
      await rename(draft, join(directory, `${name}.token`));
      await removeOldFiles(directory);
    },
    async lock(name, leaseMs) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      return takeFileLock(join(directory, `${name}.lock`), leaseMs);
    },
  };
  return sealedStore(plain, key);
}

function remainingOf(entry: FileEntry): number | undefined {
  const ages = [Date.now() - entry.wallMs, uptime() * 1000 - entry.uptimeMs];
  if (Math.min(...ages) < -clockToleranceMs) return undefined;
  const remainingMs = entry.lifetimeMs - Math.max(...ages);
  return remainingMs > 0 ? remainingMs : undefined;
}

function parseEntry(text: string | undefined): FileEntry | undefined {
  if (text === undefined) return undefined;
  const entry = JSON.parse(text) as FileEntry;
  const isWhole =
    [entry.lifetimeMs, entry.wallMs, entry.uptimeMs].every(Number.isFinite) && typeof entry.value === "string";
  if (isWhole) return entry;
  throw new Error("the file is not one of this store");
}

async function removeOldFiles(directory: string): Promise<void> {
  for (const file of await readdir(directory)) {
    if (!/\.(?:token|draft|lock|dead)$/.test(file)) continue;
    const path = join(directory, file);
    const facts = await stat(path).catch(absent);
    if (facts && Date.now() - facts.mtimeMs > fileAgeMaxMs) await rm(path, { force: true });
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
