import { type Denial, isDenial } from "./denial.ts";
import {
  type ClientParameters,
  clientParameters,
  defineForm,
  FORM_MEDIA_TYPE,
  readForm,
  type SentForm,
  singleValue,
} from "./form-request.ts";

/** The parameters of RFC 6749 §4.4.2 and RFC 8707 §2. */
export interface TokenParameters extends ClientParameters {
  readonly grantType: string | undefined;
  readonly scope: string | undefined;
  readonly resources: readonly string[];
  readonly audience: string | undefined;
}

const TOKEN_FORM = defineForm(["grant_type", "scope", "audience"], ["resource"]);

/** Sections 3.2 and 4.4.2 of RFC 6749. Looks at no value. */
export function readTokenParameters(request: SentForm): TokenParameters | Denial {
  return isUsual(request) ? USUAL_PARAMETERS : readParameters(request);
}

function readParameters(request: SentForm): TokenParameters | Denial {
  const parameters = readForm(request, TOKEN_FORM);
  if (isDenial(parameters)) return parameters;
  return {
    ...clientParameters(parameters),
    grantType: singleValue(parameters, "grant_type"),
    scope: singleValue(parameters, "scope"),
    resources: (parameters.get("resource") ?? []).filter((resource) => resource !== ""),
    audience: singleValue(parameters, "audience"),
  };
}

// What almost every request has in its body, as in CELITECH's document, is taken apart once and for all.
const USUAL: SentForm = { contentType: FORM_MEDIA_TYPE, query: "", body: Buffer.from("grant_type=client_credentials") };
const USUAL_PARAMETERS = readParameters(USUAL);

function isUsual({ contentType, query, body }: SentForm): boolean {
  return contentType === USUAL.contentType && query === USUAL.query && USUAL.body.equals(body);
}
