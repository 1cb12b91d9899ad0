import type { FastifyReply, FastifyRequest } from "fastify";
import type { Asset, DashboardFiles } from "./dashboard-files.ts";

/** Their names hold a hash of what is inside, so that what a name stands for never changes. */
const FOREVER = "public, max-age=31536000, immutable";
/** Names that stay: a new version's files come soon enough. */
const SHORTLY = "public, max-age=300";

/** `GET /assets/…` and the like: scripts, styles and images of the dashboard, compressed as the browser likes it. */
export function handleAsset({ assets }: Pick<DashboardFiles, "assets">) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split("?", 1)[0] ?? "";
    const asset = assets.get(path);
    if (asset === undefined) {
      reply.callNotFound();
      return reply;
    }
    const { bytes, encoding } = chooseForm(asset, request.headers["accept-encoding"]);
    reply.headers({
      "content-type": asset.mediaType,
      "cache-control": path.startsWith("/assets/") ? FOREVER : SHORTLY,
      "cross-origin-resource-policy": "same-origin",
      vary: "accept-encoding",
      ...(encoding !== undefined && { "content-encoding": encoding }),
    });
    return reply.send(bytes);
  };
}

function chooseForm(
  { bytes, brotli, gzip }: Asset,
  accepted = "",
): { readonly bytes: Buffer; readonly encoding?: string } {
  if (brotli !== undefined && accepts(accepted, "br")) return { bytes: brotli, encoding: "br" };
  if (gzip !== undefined && accepts(accepted, "gzip")) return { bytes: gzip, encoding: "gzip" };
  return { bytes };
}

/** RFC 9110 §12.5.3, without `*`: no browser sends it. */
function accepts(header: string, coding: string): boolean {
  const named = header
    .toLowerCase()
    .split(",")
    .map((part) => part.replaceAll(/\s/g, ""));
  return named.some((part) => part === coding || (part.startsWith(`${coding};q=`) && !/;q=0(\.0*)?$/.test(part)));
}
