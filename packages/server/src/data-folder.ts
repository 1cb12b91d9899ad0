import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "./config.ts";
import { MASTER_KEY_BYTES, MasterKeys } from "./domain/master-key.ts";

/** Something about the machine or its configuration is wrong; the message is for the person who starts the program. */
export class SetupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SetupError";
  }
}

const MASTER_KEY_FILE = "master.key";

/** Makes the data folder (0700) where it is needed, and finds or makes the master key (0600). */
export function prepareDataFolder(config: Config): MasterKeys {
  if (config.database.kind === "sqlite") {
    makeFolder(config.dataFolder, config.dataFolder);
    makeFolder(dirname(config.database.path), config.dataFolder);
  }
  return new MasterKeys(config.masterKey ?? findOrMakeMasterKey(config), config.previousMasterKey);
}

function makeFolder(folder: string, dataFolder: string): void {
  const probe = join(folder, `.writable-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(probe, "", { mode: 0o600 });
    unlinkSync(probe);
  } catch (error) {
    throw new SetupError(
      `CELITECH_AUTH_DATA_DIR: cannot write to the folder ${dataFolder} (${(error as NodeJS.ErrnoException).code}); make it writable or name another`,
    );
  }
}

function findOrMakeMasterKey(config: Config): Buffer {
  const file = join(config.dataFolder, MASTER_KEY_FILE);
  if (!existsSync(file)) {
    if (config.database.kind === "sqlite" && existsSync(config.database.path))
      throw new SetupError(
        `CELITECH_AUTH_MASTER_KEY: ${file} is missing, but the database exists and cannot be read without it; restore it from a backup`,
      );
    makeMasterKey(file);
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.length !== MASTER_KEY_BYTES)
    throw new SetupError(
      `CELITECH_AUTH_MASTER_KEY: ${file} does not hold 32 bytes in base64; restore it from a backup`,
    );
  chmodSync(file, 0o600);
  return key;
}

// `link` fails where the file exists: of several processes that start at once, one makes the key and all read it.
function makeMasterKey(file: string): void {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, `${randomBytes(MASTER_KEY_BYTES).toString("base64")}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
}
