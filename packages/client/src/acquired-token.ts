import type { Grant } from "./request-token.ts";

/** What the slot wants. */
export interface Wish {
  /** True: only a token from the token endpoint will do. */
  readonly isForced: boolean;
  /** True: there is a token in its soft window, so only one that is not there yet will do. */
  readonly isRenewal: boolean;
  /** A token that will not do: the one that an API refused, or the one to be renewed. */
  readonly unwanted: string | undefined;
}

export interface Acquired {
  readonly grant: Grant;
  /** What was left at `grant.start`. */
  readonly remainingMs: number;
  /** That of the credentials which brought it. */
  readonly generation: number;
}
