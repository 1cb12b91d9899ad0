// Plain JavaScript, run by a test on every runtime against the packed package: gets a token, keeps it, and replaces it after a 401.
// Prints what it saw as JSON.
import * as module from "@celitech-auth/client";
import { smoke } from "./smoke-steps.mjs";

const { fileCredentials } = await import("@celitech-auth/client/file");
const { fileStore } = await import("@celitech-auth/client/file-store");
const subpaths = [typeof fileCredentials, typeof fileStore];
console.log(JSON.stringify({ ...(await smoke(module)), subpaths }));
