import type { Command } from "commander";
import { sizeThreadPool } from "../thread-pool.ts";
import { loadConfig } from "./with-administration.ts";

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("run the token service")
    .addHelpText(
      "after",
      "\nThe first start makes the database, the keys and a first client in CELITECH_AUTH_DATA_DIR (./data).",
    )
    .action(async () => {
      const config = loadConfig();
      sizeThreadPool(config);
      const { serveCluster } = await import("../serve-cluster.ts"); // other commands start faster without it
      const { serve } = await import("../serve.ts");
      await (config.workers > 1 ? serveCluster(config) : serve(config));
    });
}
