/** What the parts of a token mean, in the order in which they are shown (RFC 9068 §2.2). */
const MEANINGS: Readonly<Record<string, string>> = {
  typ: "the kind of token: an access token",
  alg: "how it is signed",
  kid: "which key signed it",
  iss: "who issued it",
  aud: "the API that it is for; others must refuse it",
  sub: "whom it stands for: the client itself",
  client_id: "the client that asked",
  scope: "what it allows",
  exp: "when it ends",
  iat: "when it was issued",
  nbf: "from when on it is valid",
  jti: "the token's own id",
  org_id: "the partner that the client belongs to",
  cred: "which secret it was issued for, so that its end can end the token",
  gen: "the generation: “End all tokens” starts a new one",
};

const TIMES = new Set(["exp", "iat", "nbf"]);

export interface ClaimLine {
  readonly name: string;
  readonly value: string;
  readonly meaning: string | undefined;
}

/** The parts of a header or of claims as lines to read. */
export function describeClaims(claims: Readonly<Record<string, unknown>>): readonly ClaimLine[] {
  const order = Object.keys(MEANINGS);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(claims)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => ({ name, value: textOf(name, value), meaning: MEANINGS[name] }));
}

function textOf(name: string, value: unknown): string {
  if (TIMES.has(name) && typeof value === "number")
    return `${value} (${new Date(value * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC)`;
  return typeof value === "string" ? value : JSON.stringify(value);
}
