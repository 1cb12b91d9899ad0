import { type Administration, openAdministration } from "../../packages/server/src/compose-administration.ts";
import { type Config, readConfig } from "../../packages/server/src/config.ts";
import { prepareDataFolder } from "../../packages/server/src/data-folder.ts";

export type OpenDataFolder = {
  readonly administration: Administration;
  readonly config: Config;
  readonly databasePath: string;
};

/** Opens the database of a data folder as the command line does; makes both where they are missing. */
export async function openDataFolder(dataFolder: string): Promise<OpenDataFolder> {
  const { config, databasePath } = findDatabase(dataFolder);
  const administration = await openAdministration(config, prepareDataFolder(config), Date.now);
  return { administration, config, databasePath };
}

/** Where the database of a data folder is, or will be. */
export function findDatabase(dataFolder: string): Omit<OpenDataFolder, "administration"> {
  const reading = readConfig({ CELITECH_AUTH_DATA_DIR: dataFolder });
  if (reading.kind === "mistakes") throw new Error(reading.mistakes.join("\n"));
  const { config } = reading;
  if (config.database.kind !== "sqlite") throw new Error("the default database is expected to be SQLite");
  return { config, databasePath: config.database.path };
}
