import type { Client } from "../domain/client.ts";
import { type AuthenticationParts, authenticateClient } from "./client-authentication.ts";
import { readClientCredentials } from "./client-credentials.ts";
import { type Denial, deny, isDenial } from "./denial.ts";
import { clientParameters, defineForm, type FormRequest, readForm, singleValue } from "./form-request.ts";

/** Who presents a token, and its text, of which nothing is known yet. */
export interface PresentedToken {
  readonly kind: "presented";
  readonly client: Client;
  readonly secretId: string;
  readonly token: string;
}

const PRESENTED_TOKEN_FORM = defineForm(["token", "token_type_hint"]);

/**
 * What RFC 7009 §2.1 and RFC 7662 §2.1 have in common: a form with a `token`, sent by a client that authenticates as at the token endpoint.
 * The hint is not looked at: there is one kind of token.
 */
export async function readPresentedToken(
  request: FormRequest,
  parts: AuthenticationParts,
): Promise<PresentedToken | Denial> {
  const parameters = readForm(request, PRESENTED_TOKEN_FORM);
  if (isDenial(parameters)) return parameters;

  const credentials = readClientCredentials(request, clientParameters(parameters));
  if (isDenial(credentials)) return credentials;

  const authenticated = await authenticateClient(credentials, request.address, parts);
  if (isDenial(authenticated)) return authenticated;
  const { client, secret } = authenticated;

  const token = singleValue(parameters, "token");
  if (token === undefined) return deny("token_missing", { clientId: client.id, secretId: secret.id });
  return { kind: "presented", client, secretId: secret.id, token };
}
