import type { FastifyInstance } from "fastify";
import { logResponse } from "../access-log.ts";
import type { HttpParts } from "../http-parts.ts";
import { handleAsset } from "./asset-handler.ts";
import { readDashboardFiles } from "./dashboard-files.ts";
import { answerPages, type PageAnswerer, type PageOptions } from "./page-answer.ts";

export type DashboardParts = Pick<HttpParts, "dashboardFolder" | "writeAccessLine" | "readAddress"> &
  Omit<PageOptions, "files">;

/** Registers the files of the dashboard; what is returned answers its pages, where no route does. */
export function registerDashboard(server: FastifyInstance, parts: DashboardParts): PageAnswerer {
  const files = readDashboardFiles(parts.dashboardFolder);
  if (files !== undefined) {
    const route = { handler: handleAsset(files), onResponse: logResponse("/assets/*", parts) };
    server.get("/assets/*", route);
    for (const path of files.assets.keys()) if (!path.startsWith("/assets/")) server.get(path, route);
  }
  return answerPages({ ...parts, files });
}
