import type { z } from "zod";
import { auditEndpoints } from "./audit-events.ts";
import { clientEndpoints } from "./clients.ts";
import { organizationEndpoints } from "./organizations.ts";
import { resourceEndpoints } from "./resources.ts";
import { signInEndpoints } from "./sign-in.ts";
import { usageEndpoints } from "./usage.ts";

/** Where the admin API lies. */
export const API_PATH = "/api/v1";

/** Every route of the admin API, by method and path under `API_PATH`. */
export const endpoints = {
  ...signInEndpoints,
  ...organizationEndpoints,
  ...clientEndpoints,
  ...resourceEndpoints,
  ...auditEndpoints,
  ...usageEndpoints,
} as const;

export type Endpoints = typeof endpoints;
export type EndpointKey = keyof Endpoints;

type Part<Key extends EndpointKey, Name extends "params" | "query" | "body" | "answer"> = Endpoints[Key] extends {
  readonly [name in Name]: infer Schema extends z.ZodType;
}
  ? Schema
  : undefined;

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** What a handler is given: parsed, with the defaults filled in. */
export type ParamsOf<Key extends EndpointKey> = Output<Part<Key, "params">>;
export type QueryOf<Key extends EndpointKey> = Output<Part<Key, "query">>;
export type BodyOf<Key extends EndpointKey> = Output<Part<Key, "body">>;
export type AnswerOf<Key extends EndpointKey> = Output<Part<Key, "answer">>;

/** What a caller sends. */
export type QueryInputOf<Key extends EndpointKey> = Input<Part<Key, "query">>;
export type BodyInputOf<Key extends EndpointKey> = Input<Part<Key, "body">>;
