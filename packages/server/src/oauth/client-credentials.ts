import { type ClientId, parseClientId } from "../domain/identifier.ts";
import { SecretText } from "../domain/secret-text.ts";
import { parseBasicCredentials } from "./basic-credentials.ts";
import { type Denial, deny } from "./denial.ts";
import type { ClientParameters, FormRequest } from "./form-request.ts";

/** A claim to be a client, not yet checked. */
export interface ClientCredentials {
  readonly method: "client_secret_basic" | "client_secret_post";
  /** Undefined: no client can have the id that was sent. It is checked like any other, so that it costs the same. */
  readonly clientId: ClientId | undefined;
  /** The ways to read the secret: as sent, and form-decoded (RFC 6749 §2.3.1). Often the same. */
  readonly secrets: readonly [SecretText, SecretText];
}

/** Longer than any header that a client of ours sends, and decoded only below it. */
const AUTHORIZATION_CHARACTERS_MAX = 4_096;

/** RFC 6749 §2.3: finds the one mechanism by which the client authenticates. */
export function readClientCredentials(request: FormRequest, parameters: ClientParameters): ClientCredentials | Denial {
  const [header, second] = request.authorization;
  if (second !== undefined) return deny("repeated_authorization");
  if (header === undefined) return readBodyCredentials(parameters);
  if (header.length > AUTHORIZATION_CHARACTERS_MAX) return deny("authorization_too_long");
  return readHeaderCredentials(header, parameters);
}

function readHeaderCredentials(header: string, parameters: ClientParameters): ClientCredentials | Denial {
  const basic = parseBasicCredentials(header);
  switch (basic.kind) {
    case "several":
      return deny("repeated_authorization");
    case "other_scheme":
      return deny("unsupported_scheme");
    case "malformed":
      return hasBodyMechanism(parameters) ? deny("several_mechanisms") : deny("malformed_credentials");
    case "basic": {
      if (hasBodyMechanism(parameters)) return deny("several_mechanisms");
      if (parameters.clientId !== undefined && parameters.clientId !== basic.clientId)
        return deny("client_id_mismatch");
      const secrets = [new SecretText(basic.secretAsSent), new SecretText(basic.secretDecoded)] as const;
      return { method: "client_secret_basic", clientId: parseClientId(basic.clientId), secrets };
    }
  }
}

function readBodyCredentials(parameters: ClientParameters): ClientCredentials | Denial {
  const { clientId, clientSecret, clientAssertion } = parameters;
  if (clientAssertion !== undefined)
    return deny(clientSecret !== undefined ? "several_mechanisms" : "unsupported_assertion", {
      clientId: knownId(clientId),
    });
  if (clientId === undefined || clientSecret === undefined)
    return deny("no_credentials", { clientId: knownId(clientId) });
  const secret = new SecretText(clientSecret);
  return { method: "client_secret_post", clientId: parseClientId(clientId), secrets: [secret, secret] };
}

function hasBodyMechanism(parameters: ClientParameters): boolean {
  return parameters.clientSecret !== undefined || parameters.clientAssertion !== undefined;
}

// Only an id that could be one goes into a log: people paste secrets into the wrong field.
function knownId(clientId: string | undefined): ClientId | undefined {
  return clientId === undefined ? undefined : parseClientId(clientId);
}
