import type { AnswerOf, EndpointKey } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { type Change, isProblem, type Problem } from "../domain/administration/outcome.ts";
import { IDEMPOTENCY_MILLISECONDS, type IdempotentRequest, type KeptAnswer } from "../domain/ports.ts";
import type { SecretText } from "../domain/secret-text.ts";
import type { AdminParts } from "./admin-parts.ts";
import { type AdminAnswer, type AdminProblem, type AdminRequest, answer, changeContext } from "./handler.ts";

const SHOWN_NOW = "This is shown once: put it into a secrets manager now.";

/** What a handler has made, as it is answered when the same request comes again. */
export interface Created<Body> {
  readonly kind: "made";
  /** Null in the fields of `shownOnce`, and a `notice` that says how to get others. */
  readonly body: Body;
  /** What the first answer alone has, by field. It is stored nowhere. */
  readonly shownOnce?: Readonly<Partial<Record<keyof Body & string, SecretText>>>;
  readonly version?: number;
}

/**
 * Creates something in one transaction with the answer to it, so that a request that is sent again under its `Idempotency-Key` creates
 * nothing and is answered alike. Of two at once, one waits for the other. What is shown once never gets into what is stored.
 */
export async function createOnce<Key extends EndpointKey>(
  request: AdminRequest<Key>,
  { unitOfWork }: AdminParts,
  work: (change: Change) => Promise<Created<AnswerOf<Key>> | Problem>,
): Promise<AdminAnswer<AnswerOf<Key>> | AdminProblem> {
  const { idempotency, caller, ...rest } = request;
  if (caller === undefined) throw new Error("nobody creates nothing");
  const context = changeContext({ ...rest, caller });
  const result = await applyChange(unitOfWork, context, (change) =>
    idempotency === undefined ? work(change) : workOnce(change, idempotency, work),
  );
  if (isProblem(result)) return result;
  return result.kind === "kept" ? replay<AnswerOf<Key>>(result.kept, idempotency) : answerWithSecret(result);
}

interface Kept {
  readonly kind: "kept";
  readonly kept: KeptAnswer;
}

async function workOnce<Body>(
  change: Change,
  request: IdempotentRequest,
  work: (change: Change) => Promise<Created<Body> | Problem>,
): Promise<Created<Body> | Kept | Problem> {
  const { idempotencyKeys } = change.transaction;
  const times = { now: change.now, since: change.now - IDEMPOTENCY_MILLISECONDS };
  const kept = await idempotencyKeys.claim(request, times);
  if (kept !== undefined) return { kind: "kept", kept };
  const made = await work(change);
  if (isProblem(made)) return made; // the claim goes with the transaction: the key can be used again
  const { body, version } = made;
  await idempotencyKeys.keepAnswer(request, JSON.stringify({ body, version }));
  return made;
}

function replay<Body>(
  { requestHash, answer: text }: KeptAnswer,
  request: IdempotentRequest | undefined,
): AdminAnswer<Body> | AdminProblem {
  if (requestHash !== request?.requestHash)
    return {
      kind: "problem",
      code: "idempotency_key_reused",
      message: "Another request was sent with this Idempotency-Key before: make a new key for every new request.",
    };
  const { body, version } = JSON.parse(text) as { readonly body: Body; readonly version?: number };
  return answer(body, { version, isReplay: true });
}

function answerWithSecret<Body>({ body, shownOnce, version }: Created<Body>): AdminAnswer<Body> {
  if (shownOnce === undefined) return answer(body, { version });
  const texts = Object.entries<SecretText | undefined>(shownOnce).map(([field, text]) => [field, text?.reveal()]);
  return answer({ ...body, ...Object.fromEntries(texts), notice: SHOWN_NOW }, { version });
}
