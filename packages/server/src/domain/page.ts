/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  /** `nextCursor` of the page before; what is none counts as the beginning. */
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined: this is the last page. */
  readonly nextCursor: string | undefined;
}
