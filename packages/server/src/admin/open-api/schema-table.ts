import { type Html, html, prose } from "./html.ts";
import type { JsonSchema } from "./json-schema.ts";

interface Row {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: JsonSchema;
}

/** A table of the fields of an object, those of nested ones below them. */
export function renderFields(caption: string, schema: JsonSchema): Html {
  return renderRows(caption, fieldRows(schema, ""));
}

/** A table of named values. */
export function renderRows(caption: string, rows: readonly Row[]): Html {
  if (rows.length === 0) return html``;
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">What it is</th></tr></thead>
<tbody>${rows.map(renderRow)}</tbody>
</table></div>`;
}

function renderRow({ name, isRequired, schema }: Row): Html {
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  const fallback = schema["default"] === undefined ? "" : `Default: \`${JSON.stringify(schema["default"])}\`.`;
  return html`<tr><th scope="row"><code>${name}</code>${isRequired ? html` <span class="required">required</span>` : html``}</th>
<td>${renderType(schema)}</td><td>${prose(sentence(description))} ${prose(fallback)}</td></tr>
`;
}

/** Descriptions of the contract are parts of sentences. */
function sentence(text: string): string {
  if (text === "") return "";
  const isName = /^\w+[_:]/.test(text);
  return (isName ? text : text.charAt(0).toUpperCase() + text.slice(1)) + (/[.!?]$/.test(text) ? "" : ".");
}

function fieldRows(schema: JsonSchema, prefix: string): readonly Row[] {
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>);
  const required = (schema["required"] ?? []) as readonly string[];
  return properties.flatMap(([name, field]) => {
    const row = { name: prefix + name, isRequired: required.includes(name), schema: field };
    return [row, ...nestedRows(field, prefix + name)];
  });
}

function nestedRows(field: JsonSchema, name: string): readonly Row[] {
  const items = field["items"] as JsonSchema | undefined;
  return items === undefined ? fieldRows(field, `${name}.`) : fieldRows(items, `${name}[].`);
}

/** What a schema accepts, in words, with links to those that have a name. */
export function renderType(schema: JsonSchema): Html {
  const { $ref: reference, anyOf, items, type } = schema;
  if (typeof reference === "string") return renderReference(reference);
  if (Array.isArray(schema["enum"])) return renderChoices(schema["enum"]);
  if (Array.isArray(anyOf)) return joinTypes(anyOf.map((one: JsonSchema) => renderType(one)));
  if (items !== undefined) return html`array of ${renderType(items as JsonSchema)}`;
  if (Array.isArray(type)) return html`${type.join(" or ")}`;
  const format = typeof schema["format"] === "string" ? ` (${schema["format"]})` : "";
  return html`${typeof type === "string" ? type : "any"}${format}${renderRange(schema)}`;
}

function renderReference(reference: string): Html {
  const name = reference.split("/").at(-1) ?? "";
  return html`<a href="#${name}">${name}</a>`;
}

function renderChoices(choices: readonly unknown[]): Html {
  return joinTypes(choices.map((choice) => html`<code>${String(choice)}</code>`));
}

function joinTypes(types: readonly Html[]): Html {
  return html`${types.map((type, index) => (index === 0 ? type : html` or ${type}`))}`;
}

function renderRange({ minimum, maximum, maxLength }: JsonSchema): Html {
  if (typeof minimum === "number" && typeof maximum === "number") return html`, ${minimum} to ${maximum}`;
  if (typeof minimum === "number") return html`, ${minimum} or more`;
  return typeof maxLength === "number" ? html`, at most ${maxLength} characters` : html``;
}
