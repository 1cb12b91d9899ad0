import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import type { SecretText } from "./domain/secret-text.ts";

const SETUP_LINK_FILE = "setup-link.txt";

/** Writes the link into a file (0600) in the data folder; undefined where that cannot be written, as may be with PostgreSQL. */
export function writeSetupLinkFile(config: Config, link: SecretText): string | undefined {
  const file = join(config.dataFolder, SETUP_LINK_FILE);
  try {
    rmSync(file, { force: true }); // a file that others may read would keep its mode
    writeFileSync(file, `${link.reveal()}\n`, { mode: 0o600, flag: "wx" });
    return file;
  } catch {
    return undefined;
  }
}

/** Once the link was used, there is nothing to keep. Where it cannot be removed, the next start tries again. */
export function removeSetupLinkFile(config: Config): void {
  try {
    rmSync(join(config.dataFolder, SETUP_LINK_FILE), { force: true });
  } catch {
    // what is in it works no more
  }
}
