import type { FastifyReply, FastifyRequest } from "fastify";
import { type Denial, isDenial } from "../oauth/denial.ts";
import type { FormRequest } from "../oauth/form-request.ts";
import { type IntrospectionAnswer, introspectToken } from "../oauth/introspection-endpoint.ts";
import { recordRefusal } from "../oauth/record-denial.ts";
import { revokePresentedToken } from "../oauth/revocation-endpoint.ts";
import { accessOutcome, type ServedClient } from "./access-log.ts";
import { denialAnswer, startingAnswer } from "./denial-answer.ts";
import { type Answer, JSON_TYPE, NO_STORE, SECURITY_HEADERS, sendAnswer } from "./error-response.ts";
import type { HttpParts, ServiceParts } from "./http-parts.ts";
import { readFormRequest } from "./read-form-request.ts";

const SIGNED_INTROSPECTION_TYPE = "application/token-introspection+jwt";

/** `POST /oauth2/revoke` (RFC 7009 §2). The body of the answer is empty: clients ignore it (§2.2). */
export function handleRevocation(parts: HttpParts) {
  return handleForm(
    parts,
    (form, { revocationEndpoint }) => revokePresentedToken(form, revocationEndpoint),
    () => ({ status: 200, headers: { ...SECURITY_HEADERS, ...NO_STORE }, body: "" }),
  );
}

/** `POST /oauth2/introspect` (RFC 7662 §2), signed for those who ask for it (RFC 9701 §4). */
export function handleIntrospection(parts: HttpParts) {
  return handleForm(
    parts,
    (form, { introspectionEndpoint }, request) =>
      introspectToken(form, accepts(request.headers.accept, SIGNED_INTROSPECTION_TYPE), introspectionEndpoint),
    introspectionAnswer,
  );
}

function introspectionAnswer({ response, signed }: IntrospectionAnswer): Answer {
  const type = signed === undefined ? JSON_TYPE : SIGNED_INTROSPECTION_TYPE;
  const headers = { ...SECURITY_HEADERS, "content-type": type, ...NO_STORE };
  return { status: 200, headers, body: signed ?? JSON.stringify(response) };
}

function handleForm<Outcome extends ServedClient>(
  parts: HttpParts,
  act: (form: FormRequest, service: ServiceParts, request: FastifyRequest) => Promise<Outcome | Denial>,
  answerOf: (outcome: Outcome) => Answer,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { service, supportUrl } = parts;
    if (service.current === undefined) return sendAnswer(reply, startingAnswer(request.id, supportUrl));
    const form = readFormRequest(request, parts);
    const outcome = await act(form, service.current, request);
    request.outcome = accessOutcome(outcome);
    if (isDenial(outcome)) recordRefusal(outcome, form, service.current.tokenEndpoint);
    return sendAnswer(reply, isDenial(outcome) ? denialAnswer(outcome, request.id, supportUrl) : answerOf(outcome));
  };
}

// Named, and not with a weight of zero (RFC 9110 §12.5.1): a wildcard gets JSON, as it always did.
function accepts(accept: string | undefined, mediaType: string): boolean {
  return (accept ?? "").split(",").some((range) => {
    const [name = "", ...parameters] = range.toLowerCase().split(";");
    return name.trim() === mediaType && !parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/.test(parameter));
  });
}
