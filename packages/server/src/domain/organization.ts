/** A partner. Every client belongs to exactly one. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** The organization of clients that were made without naming one. */
export const DEFAULT_ORGANIZATION_NAME = "default";
