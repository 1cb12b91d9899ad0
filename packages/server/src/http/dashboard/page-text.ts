/** What a page has to know before it asks the API. */
export interface PageFacts {
  /** For the style elements of the component library: it takes the place of `__CSP_NONCE__`. */
  readonly nonce: string;
  readonly publicUrl: string;
  readonly supportUrl: string | undefined;
  /** A cookie of a session came along; whether it still counts, the API says. */
  readonly hasSession: boolean;
}

const NONCE_PLACE = "__CSP_NONCE__";

/** The built page with what it has to know, in `<meta name="csp-nonce">` and as attributes of `<meta name="celitech-auth">`. */
export function pageText(built: string, { nonce, publicUrl, supportUrl, hasSession }: PageFacts): string {
  const attributes = {
    "data-public-url": publicUrl,
    ...(supportUrl !== undefined && { "data-support-url": supportUrl }),
    ...(hasSession && { "data-has-session": "" }),
  };
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${escapeAttribute(value)}"`);
  const page = built.replaceAll(NONCE_PLACE, nonce);
  return page.replace("<head>", () => `<head>\n    <meta name="celitech-auth" ${text.join(" ")} />`);
}

/** In place of the pages, when they were not built. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>The dashboard is not built</title>
  </head>
  <body>
    <h1>The dashboard is not built</h1>
    <p>The token service works. In the repository, stop it and run <code>npm start</code>, which builds the dashboard first.</p>
  </body>
</html>
`;

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
