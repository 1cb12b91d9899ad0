type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** What a verifier says of a token, and what is in it. */
export interface TokenVerdict {
  readonly verdict: "accepted" | "refused";
  /** The verifier's error code. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  /** Undefined: it is no JSON object. */
  readonly header: JsonObject | undefined;
  readonly claims: JsonObject | undefined;
}
