import { z } from "zod";
import { EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX, PAGE_SIZE_MAX } from "./limits.ts";

/** RFC 3339 in UTC. */
export const time = z.iso.datetime().describe("RFC 3339, UTC");
export const timeOrNull = time.nullable();
export const count = z.int().min(0);

/** What people call something: no control characters, some text. */
export const name = z
  .string()
  .trim()
  .min(1, "needs a name")
  .max(NAME_CHARACTERS_MAX, `at most ${NAME_CHARACTERS_MAX} characters`)
  .regex(/^\P{Cc}*$/u, "must hold no control characters");

export const label = name.nullable().describe("what people call it; null: nothing");
export const email = z
  .email("must be an e-mail address")
  .max(EMAIL_CHARACTERS_MAX, `at most ${EMAIL_CHARACTERS_MAX} characters`)
  .transform((text) => text.toLowerCase());

const ID_CHARACTERS_MAX = 128;
export const id = z
  .string()
  .min(1)
  .max(ID_CHARACTERS_MAX)
  .regex(/^[A-Za-z0-9._~-]+$/, "is not an id");

/** A time that a caller chooses: it has to lie ahead, which the domain checks. */
export const expiry = z.iso
  .datetime({ offset: true, error: "must be a time such as 2027-01-31T00:00:00Z" })
  .nullable()
  .describe("RFC 3339; null: never");

/** Of every list. */
export const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(50),
  cursor: z.string().max(1_000).optional().describe("next_cursor of the page before"),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable().describe("null: this is the last page") });
}

export const search = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u, "must hold no control characters");

/** What to do with what is shown once, or in a replay, that it was shown. */
export const notice = z.string().describe("for people: that it is shown once, or was, and what to do");

/** Text that is shown once and stored nowhere. */
export const shownOnce = z.string().nullable().describe("shown once; null in the replay of an idempotent request");

/** Who did something. */
export const actor = z
  .object({
    kind: z.enum(["user", "admin_token", "command_line", "server", "client"]),
    id: z.string(),
    name: z.string().describe("for people"),
  })
  .meta({ id: "Actor" });
export type Actor = z.output<typeof actor>;
