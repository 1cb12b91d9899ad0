import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for one server's data. Removed at the latest when this process ends: a million clients fill a gigabyte. */
export async function makeTemporaryFolder(): Promise<{ readonly path: string; readonly remove: () => void }> {
  const path = await mkdtemp(join(tmpdir(), "celitech-auth-bench-"));
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
    process.off("exit", remove);
  };
  process.on("exit", remove);
  return { path, remove };
}
