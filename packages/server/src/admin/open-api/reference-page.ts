import type { OpenApiDocument } from "./document.ts";
import { type Html, html, prose } from "./html.ts";
import type { Operation, Parameter } from "./operation.ts";
import { renderFields, renderRows } from "./schema-table.ts";

/** The reference of the admin API as one HTML page, without a script. `stylePath`: where its style sheet lies. */
export function renderReferencePage(document: OpenApiDocument, stylePath: string): string {
  const { info, tags } = document;
  const routes = listRoutes(document);
  const title = String(info["title"]);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><h1>${title}</h1><p>Version ${String(info["version"])} · <a href="openapi.json">OpenAPI document</a> · <a href="/">Dashboard</a></p></header>
<nav aria-label="Routes">${tags.map(({ name }) => renderIndex(name, routes))}</nav>
<main id="content">
<p>${prose(String(info["description"]))}</p>
${renderConventions()}
${tags.map(({ name }) => renderTag(name, routes, document))}
${renderSchemas(document)}
</main>
</body>
</html>
`;
  return page.text;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function listRoutes({ paths }: OpenApiDocument): readonly Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function renderIndex(tag: string, routes: readonly Route[]): Html {
  const own = routes.filter(({ operation }) => operation.tags.includes(tag));
  return html`<details><summary>${tag}</summary><ul>${own.map(
    ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
  )}</ul></details>
`;
}

function renderConventions(): Html {
  return html`<section aria-labelledby="conventions"><h2 id="conventions">What holds everywhere</h2>
<ul>
<li>Times are RFC 3339 in UTC, names are in snake_case, and unknown fields in a body are refused.</li>
<li>${prose("A list has `items` and `next_cursor`. A cursor holds for the same list in the same order.")}</li>
<li>${prose("An error has the media type `application/problem+json`: `code` is for programs, `detail` for people, and `errors` names the fields at fault.")}</li>
<li>${prose("Of another partner's things, and of what does not exist, the answer is the same 404.")}</li>
<li>${prose("Send an `Idempotency-Key` when you create something, and sending it again creates nothing more. What is shown once is null in such an answer: it is stored nowhere.")}</li>
<li>${prose("Send the `ETag` that you read as `If-Match`, and a change that someone else made meanwhile is not overwritten: 412.")}</li>
</ul></section>
`;
}

function renderTag(tag: string, routes: readonly Route[], document: OpenApiDocument): Html {
  const own = routes.filter(({ operation }) => operation.tags.includes(tag));
  return html`<section aria-label="${tag}"><h2>${tag}</h2>${own.map((route) => renderRoute(route, document))}</section>
`;
}

function renderRoute(route: Route, { servers }: OpenApiDocument): Html {
  const { method, path, operation } = route;
  const { parameters = [], requestBody } = operation;
  const body = requestBody?.content["application/json"].schema;
  return html`<article aria-labelledby="${operation.operationId}">
<h3 id="${operation.operationId}">${operation.summary}</h3>
<p class="route"><span class="method ${method.toLowerCase()}">${method}</span> <code>${breakable(path)}</code></p>
<p>${prose(operation.description)}</p>
${renderParameters(parameters)}
${body === undefined ? html`` : renderFields("Body", body)}
${renderAnswers(operation)}
${renderCurl(route, servers[0]?.url ?? "")}
</article>
`;
}

// A path that is wider than a telephone may break after each slash.
function breakable(path: string): Html {
  return html`${path.split("/").map((part, index) => (index === 0 ? html`${part}` : html`/<wbr>${part}`))}`;
}

function renderParameters(parameters: readonly Parameter[]): Html {
  return renderRows(
    "Parameters",
    parameters.map(({ name, in: place, required, description = "", schema }) => ({
      name,
      isRequired: required,
      schema: { ...schema, description: place === "header" ? `A header: ${description}` : description },
    })),
  );
}

function renderAnswers({ responses }: Operation): Html {
  const rows = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const [type, shown] = Object.entries(content)[0] ?? [];
    const reference = shown?.schema["$ref"];
    const name = typeof reference === "string" ? reference.split("/").at(-1) : undefined;
    const body = name === undefined ? html`${type ?? ""}` : html`<a href="#${name}">${name}</a>`;
    return html`<tr><th scope="row">${status}</th><td>${body}</td><td>${prose(description)}</td></tr>
`;
  });
  return html`<details><summary>Answers</summary><div class="wide" role="region" aria-label="Answers" tabindex="0"><table>
<thead><tr><th scope="col">Status</th><th scope="col">Body</th><th scope="col">When</th></tr></thead><tbody>${rows}</tbody>
</table></div></details>
`;
}

/** Only where a program may call: the session of a browser is nothing to copy into a shell. */
function renderCurl({ method, path, operation }: Route, server: string): Html {
  const isOpen = operation.security.length === 0;
  if (!isOpen && !operation.security.some((one) => "admin_token" in one)) return html``;
  const example = operation.requestBody?.content["application/json"].example;
  if (isOpen || (operation.requestBody !== undefined && example === undefined)) return html``;
  const isIdempotent = operation.parameters?.some(({ name }) => name === "Idempotency-Key") === true;
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}"${server}${path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}"`,
    '-H "Authorization: Bearer $CELITECH_AUTH_ADMIN_TOKEN"',
    ...(isIdempotent ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(example === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(example, undefined, 2)}'`]),
  ];
  return html`<pre tabindex="0" aria-label="Example with curl"><code>${lines.join(" \\\n  ")}</code></pre>
`;
}

function renderSchemas({ components }: OpenApiDocument): Html {
  const sections = Object.entries(components.schemas).map(
    ([name, schema]) => html`<article aria-labelledby="${name}"><h3 id="${name}">${name}</h3>
<p>${prose(String(schema["description"] ?? ""))}</p>${renderFields(`Fields of ${name}`, schema)}</article>
`,
  );
  return html`<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${sections}</section>
`;
}
