import type { TokenClient } from "@celitech-auth/client";
import got, { type Got } from "got";

/** A got that gives every request a token, and one more try when the API refuses it. */
export function gotWithTokens(client: TokenClient): Got {
  return got.extend({
    // A redirect could lead the token elsewhere.
    followRedirect: false,
    hooks: {
      beforeRequest: [
        async (options) => {
          Object.assign(options.headers, { authorization: (await client.headers()).Authorization });
        },
      ],
      afterResponse: [
        async (response, retry) => {
          const token = String(response.request.options.headers["authorization"]).replace("Bearer ", "");
          if (response.statusCode !== 401 || !client.invalidate(token)) return response;
          return retry({ headers: { authorization: (await client.headers()).Authorization } });
        },
      ],
    },
  });
}
