import { z } from "zod";

/** JSON Schema 2020-12, which OpenAPI 3.1 uses as it is. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Gathers the schemas that have a name, for `components`. */
export class SchemaCollector {
  readonly #named = new Map<string, JsonSchema>();

  /** The schemas by name, in the order of the alphabet. */
  get components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** What a caller may send. */
  input(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, "input");
  }

  /** What is answered. Fields may be added to it later, so no answer is said to have no others. */
  output(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, "output");
  }

  #convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    // Inside of an object, a schema with a name becomes a reference like any other.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ value: schema }), { io, target: "draft-2020-12" });
    const tidy = (part: unknown) => tidySchema(part, io === "output") as JsonSchema;
    for (const [name, definition] of Object.entries($defs)) this.#named.set(componentName(name), tidy(definition));
    return tidy(properties?.["value"]);
  }
}

const JSON_VALUE = "JsonValue";

/** The one schema of the contract that refers to itself is that of any JSON. */
function componentName(name: string): string {
  return name.startsWith("__schema") ? JSON_VALUE : name;
}

function tidySchema(part: unknown, isOpen: boolean): unknown {
  if (Array.isArray(part)) return part.map((one) => tidySchema(one, isOpen));
  if (typeof part !== "object" || part === null) return part;
  const schema = part as JsonSchema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) => {
      if (keyword === "$ref")
        return [[keyword, `#/components/schemas/${componentName(String(value).split("/").at(-1) ?? "")}`]];
      return isNoise(keyword, value, schema, isOpen) ? [] : [[keyword, tidySchema(value, isOpen)]];
    }),
  );
}

/** What says nothing to people that another keyword does not say. */
function isNoise(keyword: string, value: unknown, schema: JsonSchema, isOpen: boolean): boolean {
  switch (keyword) {
    case "additionalProperties":
      return isOpen && value === false;
    case "pattern":
      return schema["format"] === "date-time";
    case "propertyNames":
      return true;
    case "minimum":
    case "maximum":
      return Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
    default:
      return false;
  }
}
