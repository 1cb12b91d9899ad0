import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { VerifiedAccessToken } from "@celitech-auth/verifier";
import { packages } from "./catalogue.ts";
import { sendJson } from "./send-json.ts";

const BODY_BYTES_MAX = 16 * 1024;

/** Buys a package for the organization that the token belongs to: who buys is never taken from the body. */
export async function buyPackage(request: IncomingMessage, response: ServerResponse, token: VerifiedAccessToken) {
  const packageId = await readPackageId(request);
  if (packageId === undefined) return sendJson(response, 400, { message: "packageId must name a package" });
  const purchase = {
    id: randomUUID(),
    packageId,
    organizationId: token.organizationId,
    createdDate: new Date().toISOString(),
  };
  return sendJson(response, 201, { purchase });
}

async function readPackageId(request: IncomingMessage): Promise<string | undefined> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) return undefined;
  }
  try {
    const { packageId } = JSON.parse(text) as { packageId?: unknown };
    return packages.find(({ id }) => id === packageId)?.id;
  } catch {
    return undefined;
  }
}
