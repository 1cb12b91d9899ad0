import { type Administration, openAdministration } from "../../packages/server/src/compose-administration.ts";
import { type Config, readConfig } from "../../packages/server/src/config.ts";
import { prepareDataFolder } from "../../packages/server/src/data-folder.ts";

export type DataFolder = {
  readonly config: Config;
  /** Where its database is, or will be. */
  readonly databasePath: string;
};
export type OpenDataFolder = DataFolder & { readonly administration: Administration };

/** Opens the database of a data folder as the command line does; makes both where they are missing. */
export async function openDataFolder(dataFolder: string): Promise<OpenDataFolder> {
  const found = findDataFolder(dataFolder);
  const administration = await openAdministration(found.config, prepareDataFolder(found.config), Date.now);
  return { ...found, administration };
}

/** @throws where the server would not use SQLite. */
export function findDataFolder(dataFolder: string): DataFolder {
  const reading = readConfig({ CELITECH_AUTH_DATA_DIR: dataFolder });
  if (reading.kind === "mistakes") throw new Error(reading.mistakes.join("\n"));
  const { config } = reading;
  if (config.database.kind !== "sqlite") throw new Error("the default database is expected to be SQLite");
  return { config, databasePath: config.database.path };
}
