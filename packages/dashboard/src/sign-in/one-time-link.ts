import type { AnswerOf } from "@celitech-auth/contract";

/** What a one-time link is for, as the server told it. */
export type OneTimeLink = AnswerOf<"POST /links/inspect">;
