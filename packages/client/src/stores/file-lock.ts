import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

interface Owner {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Makes the lock file unless a living process holds it, and returns the function that removes it. The lock saves requests, and no
 * more depends on it: in the rarest races two processes hold it.
 */
export async function takeFileLock(path: string, leaseMs: number): Promise<(() => Promise<void>) | undefined> {
  const owner: Owner = { id: crypto.randomUUID(), pid: process.pid, host: hostname() };
  if (!(await create(path, owner))) {
    const found = await readFile(path, "utf8").catch(absent);
    const isFree = found === undefined || (await isAbandoned(path, found, leaseMs));
    if (!isFree || (found !== undefined && !(await remove(path, found)))) return undefined;
    if (!(await create(path, owner))) return undefined;
  }
  return async () => {
    const text = await readFile(path, "utf8").catch(absent);
    if (text === JSON.stringify(owner)) await rm(path, { force: true });
  };
}

async function create(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(path: string, text: string, leaseMs: number): Promise<boolean> {
  const owner = parseOwner(text);
  if (owner?.host === hostname() && !isAlive(owner.pid)) return true;
  const facts = await stat(path).catch(absent);
  // Either way round: a lock from the future was written before the clock was set back.
  return facts === undefined || Math.abs(Date.now() - facts.mtimeMs) > leaseMs;
}

/**
 * Removes the lock with that content. Moved first and looked at then, since another process may have taken it over meanwhile; what was
 * moved wrongly is put back.
 */
async function remove(path: string, text: string): Promise<boolean> {
  const dead = `${path}.${crypto.randomUUID()}.dead`;
  try {
    await rename(path, dead);
  } catch (error) {
    return absent(error as NodeJS.ErrnoException) === undefined;
  }
  const moved = await readFile(dead, "utf8");
  if (moved !== text) await link(dead, path).catch(() => {});
  await rm(dead, { force: true });
  return moved === text;
}

function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    // Its owner is about to write it, or died before it could.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
