import type { AnswerOf } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { isProblem, problem } from "../domain/administration/outcome.ts";
import {
  type AccountRequest,
  acceptInvitation,
  emailTaken,
  findUsableLink,
  type JoinedUser,
  joinByLink,
  signInByLink,
} from "../domain/administration/redeem-link.ts";
import { newIdentifier } from "../domain/identifier.ts";
import { findPasswordProblem } from "../domain/people/password-rules.ts";
import type { FoundLink } from "../domain/people/people-ports.ts";
import { SecretText } from "../domain/secret-text.ts";
import { readActors } from "./actor.ts";
import type { AdminParts } from "./admin-parts.ts";
import type { Caller } from "./caller.ts";
import {
  type AdminAnswer,
  type AdminProblem,
  type AdminRequest,
  answer,
  changeContext,
  type Handlers,
  isAdminProblem,
} from "./handler.ts";
import { type CeremonySubject, type Completed, claimCeremony, passkeyRefused } from "./passkey-ceremonies.ts";
import { defaultPasskeyName } from "./passkey-name.ts";
import { answerWithNewSession, answerWithSession, cookieOf, describeSession, requireUser } from "./session-state.ts";
import { denySignIn, findTooManyAttempts, tooBusy } from "./sign-in-attempt.ts";
import { formatTime } from "./time.ts";

/** One-time links: set-up, invitations and signing in. */
export const linkHandlers: Handlers<
  | "POST /links/inspect"
  | "POST /links/passkey/options"
  | "POST /links/passkey"
  | "POST /links/password"
  | "POST /links/sign-in"
  | "POST /links/accept"
> = {
  async "POST /links/inspect"(request, parts) {
    const link = await findLink(request, parts);
    if (isAdminProblem(link)) return link;
    const { purpose, organizationName, email, expiresAt } = link;
    return answer({
      kind: purpose.kind,
      organization_name: organizationName ?? null,
      role: purpose.kind === "invitation" ? (purpose.role ?? null) : null,
      email: email ?? null,
      invited_by: await readInviter(link, parts),
      expires_at: formatTime(expiresAt),
    });
  },

  async "POST /links/passkey/options"(request, parts) {
    const { body, now } = request;
    const link = await findAccountLink(request, parts);
    if (isAdminProblem(link)) return link;
    const { name, email } = body;
    const owner = { userId: newIdentifier("usr"), name, email, passkeys: [] };
    return answer(await parts.passkeys.beginRegistration(joinSubject(body.token, now, parts), owner));
  },

  async "POST /links/passkey"(request, parts) {
    const { body, now, origin } = request;
    const link = await findAccountLink(request, parts);
    if (isAdminProblem(link)) return link;
    const completed = await parts.passkeys.completeRegistration(joinSubject(body.token, now, parts), body);
    if (completed === undefined) return passkeyRefused();
    const { result } = completed;
    const name = defaultPasskeyName(origin.userAgent);
    const passkey = { ...result, name, createdAt: now, lastUsedAt: undefined };
    const account = accountRequest(request, result.userId, { kind: "passkey", passkey });
    return join(request, parts, account, completed);
  },

  async "POST /links/password"(request, parts) {
    const { body } = request;
    const link = await findAccountLink(request, parts);
    if (isAdminProblem(link)) return link;
    const weak = findPasswordProblem(body.password, body);
    if (weak !== undefined) return problem("invalid", weak, "password");
    const hash = await parts.passwords.hash(new SecretText(body.password));
    if (hash === "busy") return tooBusy();
    return join(request, parts, accountRequest(request, newIdentifier("usr"), { kind: "password", hash }));
  },

  async "POST /links/sign-in"(request, parts) {
    const { now, origin } = request;
    const link = await findLink(request, parts);
    if (isAdminProblem(link)) return link;
    const context = { actor: "server", now, origin };
    const started = await applyChange(parts.unitOfWork, context, (change) =>
      signInByLink(change, redemption(request), parts.tokenHasher),
    );
    return isProblem(started) ? started : answerWithNewSession(parts, started);
  },

  async "POST /links/accept"(request, parts) {
    const { userId, sessionId } = requireUser(request.caller);
    const link = await findLink(request, parts);
    if (isAdminProblem(link)) return link;
    const accepted = await applyChange(parts.unitOfWork, changeContext(request), (change) =>
      acceptInvitation(change, { userId, linkToken: new SecretText(request.body.token) }, parts.tokenHasher),
    );
    return isProblem(accepted) ? accepted : answerWithSession(parts, sessionId);
  },
};

type LinkRequest = Pick<AdminRequest<"POST /links/inspect">, "body" | "origin" | "now"> & {
  readonly caller: Caller | undefined;
};
type NewAccountRequest = Pick<AdminRequest<"POST /links/password">, "caller" | "origin" | "now"> & {
  readonly body: { readonly token: string; readonly name: string; readonly email: string };
};

/** The name of the person who made an invitation, so that whoever opens it knows whether to expect it. */
async function readInviter({ purpose, createdBy }: FoundLink, { reader }: AdminParts): Promise<string | null> {
  if (purpose.kind !== "invitation") return null;
  const present = await readActors(reader, [createdBy]);
  const { kind, id, name } = present(createdBy);
  return kind === "user" && name !== id ? name : null;
}

/** The link if it can be used now. Guessing is hopeless, and counted nevertheless. */
async function findLink({ body, origin, now }: LinkRequest, parts: AdminParts): Promise<FoundLink | AdminProblem> {
  const attempt = { subject: `link ${body.token}`, origin, now };
  const tooMany = findTooManyAttempts(parts, attempt);
  if (tooMany !== undefined) return tooMany;
  const { oneTimeLinks, users } = parts.people;
  const found = await oneTimeLinks.findByTokenHash(parts.tokenHasher.hash("one_time_link", body.token));
  const usable = findUsableLink(found, await users.countOperators(), now);
  if (isProblem(usable)) denySignIn(parts, attempt, { reason: "link_spent" });
  return usable;
}

/** The same for a link that makes an account with this e-mail address, before anything that costs. What holds is found again in the transaction. */
async function findAccountLink(request: NewAccountRequest, parts: AdminParts): Promise<FoundLink | AdminProblem> {
  const link = await findLink(request, parts);
  if (isAdminProblem(link)) return link;
  if (link.purpose.kind === "sign_in") return problem("link_spent", "This link signs in, and makes no account.");
  if ((await parts.people.users.findByEmail(request.body.email)) === undefined) return link;
  return emailTaken();
}

function joinSubject(token: string, now: number, { tokenHasher }: AdminParts): CeremonySubject {
  const subject = Buffer.from(tokenHasher.hash("one_time_link", token)).toString("base64url");
  return { purpose: "join", subject, now };
}

function accountRequest(
  request: NewAccountRequest,
  userId: string,
  credential: AccountRequest["credential"],
): AccountRequest {
  const { name, email } = request.body;
  return { ...redemption(request), userId, name, email, credential };
}

function redemption({ body, caller }: Pick<LinkRequest, "body" | "caller">) {
  const previousSessionId = caller?.kind === "user" ? caller.sessionId : undefined;
  return { linkToken: new SecretText(body.token), previousSessionId };
}

async function join(
  { now, origin }: NewAccountRequest,
  parts: AdminParts,
  account: AccountRequest,
  completed?: Completed<unknown>,
): Promise<AdminAnswer<AnswerOf<"POST /links/password">> | AdminProblem> {
  const context = { actor: `user:${account.userId}`, now, origin };
  const joined = await applyChange<JoinedUser>(parts.unitOfWork, context, async (change) => {
    const made = await joinByLink(change, account, parts.tokenHasher);
    if (isProblem(made) || completed === undefined) return made;
    return (await claimCeremony(change, completed)) ? made : passkeyRefused();
  });
  if (isProblem(joined)) return joined;
  const { started, recoveryCodes, isFirstOperator } = joined;
  if (isFirstOperator) parts.setupFinished();
  const session = await describeSession(parts, started.session);
  return answer(
    { session, recovery_codes: recoveryCodes.map((code) => code.reveal()) },
    { startedSession: cookieOf(started.token) },
  );
}
