import { type Denial, isDenial } from "./denial.ts";
import {
  type ClientParameters,
  clientParameters,
  defineForm,
  type FormRequest,
  readForm,
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
export function readTokenParameters(request: FormRequest): TokenParameters | Denial {
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
