import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import {
  actor,
  count,
  email,
  expiry,
  id,
  label,
  name,
  notice,
  page,
  pageOf,
  shownOnce,
  time,
  timeOrNull,
} from "./fields.ts";
import { PASSWORD_CHARACTERS_MIN } from "./limits.ts";
import { adminScope, organizationRole } from "./roles.ts";

/** What the browser's WebAuthn calls take and give; checked by the WebAuthn library. */
const webAuthnJson = z.record(z.string(), z.json());
export const ceremony = z
  .object({ ceremony: z.string().describe("to be sent back with the response"), options: webAuthnJson })
  .meta({ id: "Ceremony" });
const ceremonyResponse = { ceremony: z.string().max(2_000), response: webAuthnJson };

const newPassword = z
  .string()
  .min(PASSWORD_CHARACTERS_MIN, `at least ${PASSWORD_CHARACTERS_MIN} characters`)
  .max(1_000, "at most 1000 characters");
const typedPassword = z.string().min(1).max(1_000);
const linkToken = z.string().min(1).max(200);

export const sessionState = z
  .object({
    user: z.object({ id, name: z.string(), email: z.string() }),
    is_operator: z.boolean(),
    memberships: z.array(z.object({ organization_id: id, organization_name: z.string(), role: organizationRole })),
    session_id: id,
    expires_at: time,
    confirmed_until: time.describe("until then nothing asks again for the passkey or password"),
    has_passkey: z.boolean(),
    has_password: z.boolean(),
    service: z.object({
      public_url: z.string(),
      issuer: z.string(),
      token_url: z.string(),
      default_audience: z.string(),
      support_url: z.string().nullable(),
      version: z.string(),
    }),
  })
  .meta({ id: "SessionState" });
export type SessionState = z.output<typeof sessionState>;

/** After an account was made: codes to sign in with when the passkey is lost. */
export const newAccount = z
  .object({ session: sessionState, recovery_codes: z.array(z.string()).describe("shown once") })
  .meta({ id: "NewAccount" });

export const link = z
  .object({
    kind: z.enum(["setup", "invitation", "sign_in"]),
    organization_name: z.string().nullable(),
    role: organizationRole.nullable().describe("null: operator"),
    email: z.string().nullable(),
    invited_by: z.string().nullable().describe("the name of whoever made an invitation; null: no person did"),
    expires_at: time,
  })
  .meta({ id: "OneTimeLink" });

export const session = z
  .object({
    id,
    is_current: z.boolean(),
    created_at: time,
    last_seen_at: time,
    expires_at: time,
    address: z.string(),
    user_agent: z.string(),
  })
  .meta({ id: "Session" });
export type Session = z.output<typeof session>;

export const passkey = z
  .object({ id: z.string(), name: z.string(), created_at: time, last_used_at: timeOrNull, is_synced: z.boolean() })
  .meta({ id: "Passkey" });
export const account = z
  .object({ passkeys: z.array(passkey), has_password: z.boolean(), recovery_codes_left: count })
  .meta({ id: "Account" });
export type Account = z.output<typeof account>;

export const adminToken = z
  .object({
    id,
    name,
    hint: z.string(),
    organization_id: id.nullable().describe("null: it acts as an operator"),
    scopes: z.array(adminScope),
    created_at: time,
    created_by: actor,
    expires_at: timeOrNull,
    revoked_at: timeOrNull,
    last_used_at: timeOrNull,
    last_used_from: z.string().nullable(),
  })
  .meta({ id: "AdminToken" });
export type AdminToken = z.output<typeof adminToken>;

const anyone = { access: { kind: "anyone" }, scope: null } as const;
const signedIn = { access: { kind: "signed_in" }, scope: null } as const;
const person = { name, email };

export const signInEndpoints = {
  "POST /links/inspect": endpoint({
    ...anyone,
    summary: "What a one-time link is for; it stays unused",
    tag: "Signing in",
    body: z.strictObject({ token: linkToken }),
    answer: link,
    status: 200,
    problems: ["link_spent"],
  }),
  "POST /links/passkey/options": endpoint({
    ...anyone,
    summary: "Begin to make an account with a passkey, by a set-up link or an invitation",
    tag: "Signing in",
    body: z.strictObject({ token: linkToken, ...person }),
    answer: ceremony,
    status: 200,
    problems: ["link_spent", "conflict"],
  }),
  "POST /links/passkey": endpoint({
    ...anyone,
    summary: "Make the account, use up the link and sign in",
    tag: "Signing in",
    body: z.strictObject({ token: linkToken, ...person, ...ceremonyResponse }),
    answer: newAccount,
    status: 201,
    problems: ["link_spent", "conflict"],
  }),
  "POST /links/password": endpoint({
    ...anyone,
    summary: "The same with a password, where passkeys cannot work",
    tag: "Signing in",
    body: z.strictObject({ token: linkToken, ...person, password: newPassword }),
    answer: newAccount,
    status: 201,
    problems: ["link_spent", "conflict"],
  }),
  "POST /links/sign-in": endpoint({
    ...anyone,
    summary: "Sign in by a link that the command line made",
    tag: "Signing in",
    body: z.strictObject({ token: linkToken }),
    answer: sessionState,
    status: 200,
    problems: ["link_spent"],
  }),
  "POST /links/accept": endpoint({
    ...signedIn,
    summary: "Use an invitation with the account that is signed in",
    tag: "Signing in",
    body: z.strictObject({ token: linkToken }),
    answer: sessionState,
    status: 200,
    problems: ["link_spent"],
  }),
  "POST /sign-in/passkey/options": endpoint({
    ...anyone,
    summary: "Begin to sign in with a passkey",
    tag: "Signing in",
    answer: ceremony,
    status: 200,
  }),
  "POST /sign-in/passkey": endpoint({
    ...anyone,
    summary: "Sign in with a passkey",
    tag: "Signing in",
    body: z.strictObject(ceremonyResponse),
    answer: sessionState,
    status: 200,
    problems: ["sign_in_failed"],
  }),
  "POST /sign-in/password": endpoint({
    ...anyone,
    summary: "Sign in with a password",
    tag: "Signing in",
    body: z.strictObject({ email, password: typedPassword }),
    answer: sessionState,
    status: 200,
    problems: ["sign_in_failed"],
  }),
  "POST /sign-in/recovery-code": endpoint({
    ...anyone,
    summary: "Sign in with a recovery code, which is used up",
    tag: "Signing in",
    body: z.strictObject({ email, code: z.string().min(1).max(100) }),
    answer: sessionState,
    status: 200,
    problems: ["sign_in_failed"],
  }),
  "GET /session": endpoint({
    ...signedIn,
    summary: "Who is signed in, and what the dashboard has to know",
    tag: "Signing in",
    answer: sessionState,
    status: 200,
  }),
  "DELETE /session": endpoint({
    ...signedIn,
    summary: "Sign out",
    tag: "Signing in",
    status: 204,
  }),
  "POST /session/confirm/passkey/options": endpoint({
    ...signedIn,
    summary: "Begin to confirm with a passkey that it is you",
    tag: "Signing in",
    answer: ceremony,
    status: 200,
  }),
  "POST /session/confirm/passkey": endpoint({
    ...signedIn,
    summary: "Confirm with a passkey that it is you, for 15 minutes",
    tag: "Signing in",
    body: z.strictObject(ceremonyResponse),
    answer: sessionState,
    status: 200,
    problems: ["sign_in_failed"],
  }),
  "POST /session/confirm/password": endpoint({
    ...signedIn,
    summary: "Confirm with the password that it is you, for 15 minutes",
    tag: "Signing in",
    body: z.strictObject({ password: typedPassword }),
    answer: sessionState,
    status: 200,
    problems: ["sign_in_failed"],
  }),
  "GET /sessions": endpoint({
    ...signedIn,
    summary: "Where you are signed in",
    tag: "Your account",
    answer: z.object({ items: z.array(session) }),
    status: 200,
  }),
  "DELETE /sessions/:session_id": endpoint({
    ...signedIn,
    summary: "End one of your sessions",
    tag: "Your account",
    params: z.object({ session_id: id }),
    status: 204,
  }),
  "GET /account": endpoint({
    ...signedIn,
    summary: "How you sign in",
    tag: "Your account",
    answer: account,
    status: 200,
  }),
  "PATCH /account": endpoint({
    ...signedIn,
    summary: "Change your name or e-mail address",
    tag: "Your account",
    body: z.strictObject({ name: name.optional(), email: email.optional() }),
    answer: sessionState,
    status: 200,
    problems: ["conflict"],
    isRisky: true,
  }),
  "POST /account/passkeys/options": endpoint({
    ...signedIn,
    summary: "Begin to add a passkey",
    tag: "Your account",
    answer: ceremony,
    status: 200,
    isRisky: true,
  }),
  "POST /account/passkeys": endpoint({
    ...signedIn,
    summary: "Add a passkey",
    tag: "Your account",
    body: z.strictObject({ ...ceremonyResponse, name: label.optional() }),
    answer: account,
    status: 201,
    problems: ["conflict"],
    isRisky: true,
  }),
  "DELETE /account/passkeys/:passkey_id": endpoint({
    ...signedIn,
    summary: "Remove a passkey; the last way to sign in stays",
    tag: "Your account",
    params: z.object({ passkey_id: z.string().min(1).max(1_400) }),
    answer: account,
    status: 200,
    problems: ["conflict"],
    isRisky: true,
  }),
  "PUT /account/password": endpoint({
    ...signedIn,
    summary: "Set or change the password; other sessions end",
    tag: "Your account",
    body: z.strictObject({ password: newPassword }),
    answer: account,
    status: 200,
    isRisky: true,
  }),
  "POST /account/recovery-codes": endpoint({
    ...signedIn,
    summary: "New recovery codes in place of the old ones",
    tag: "Your account",
    answer: z.object({ recovery_codes: z.array(z.string()).describe("shown once") }),
    status: 201,
    isRisky: true,
  }),
  "GET /admin-tokens": endpoint({
    summary: "Tokens for automation of the partners whose owner the caller is; for an operator all",
    tag: "Admin tokens",
    access: { kind: "listed", role: "owner" },
    scope: null,
    query: z.object({ ...page, organization_id: id.optional() }),
    answer: pageOf(adminToken),
    status: 200,
  }),
  "POST /admin-tokens": endpoint({
    summary:
      "Create a token for automation. With organization_id null it acts as an operator, whom it takes to make one",
    tag: "Admin tokens",
    access: { kind: "listed", role: "owner" },
    scope: null,
    body: z.strictObject({
      name,
      organization_id: id.nullable(),
      scopes: z.array(adminScope).min(1, "choose at least one").max(50),
      expires_at: expiry,
    }),
    answer: z.object({ admin_token: adminToken, token: shownOnce, notice }).meta({ id: "CreatedAdminToken" }),
    status: 201,
    problems: ["not_found"],
    isIdempotent: true,
    isRisky: true,
  }),
  "DELETE /admin-tokens/:admin_token_id": endpoint({
    summary: "Revoke a token for automation",
    tag: "Admin tokens",
    access: { kind: "listed", role: "owner" },
    scope: null,
    params: z.object({ admin_token_id: id }),
    status: 204,
    isRisky: true,
  }),
} as const;
