import { API_PATH, type Endpoint, endpoints } from "@celitech-auth/contract";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { handlers } from "../../src/admin/handlers.ts";
import type { OpenApiDocument } from "../../src/admin/open-api/document.ts";
import { findBodyMistakes, openApiDocument } from "../support/documented-answer.ts";
import { header, json } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";

const servers = useServers(
  {
    environment: { PUBLIC_URL: "https://auth.example", SUPPORT_URL: "https://help.example" },
  },
  ["SQLite"],
);
const get = (path: string, ...headers: string[]) => servers.on("SQLite").get(path, ...headers);

const operations = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
);

it("is served for the public URL, with a tag, and to everyone", async () => {
  const answer = await get("/api/openapi.json");
  expect(header(answer, "content-type")).toMatch(/^application\/json/);
  const document = json(answer) as unknown as OpenApiDocument;
  expect(document.openapi).toBe("3.1.0");
  expect(document.servers).toEqual([{ url: "https://auth.example" }]);
  expect(document.paths).toEqual(JSON.parse(JSON.stringify(openApiDocument.paths)));
  const again = await get("/api/openapi.json", `If-None-Match: ${header(answer, "etag")}`);
  expect([again.status, again.body]).toEqual([304, ""]);
});

it("has every route of the contract, and no other", () => {
  const inContract = Object.keys(endpoints).map((key) => {
    const [method = "", path = ""] = key.split(" ");
    return `${method.toLowerCase()} ${API_PATH}${path.replace(/:(\w+)/g, "{$1}")}`;
  });
  expect(operations.map(({ name }) => name).sort()).toEqual(inContract.sort());
});

it("is served by a handler for every route", () => {
  expect(Object.keys(handlers).sort()).toEqual(Object.keys(endpoints).sort());
});

it("refers to nothing that is not there, and gives every operation one id", () => {
  const references = [...JSON.stringify(openApiDocument).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  const names = Object.keys(openApiDocument.components.schemas);
  expect(references.length).toBeGreaterThan(50);
  for (const [, name] of references) expect(names).toContain(name);
  expect(JSON.stringify(openApiDocument)).not.toContain("$defs");
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it("holds schemas that JSON Schema 2020-12 takes for such", () => {
  const ajv = new Ajv2020({ strict: false });
  const schemas = [
    ...Object.values(openApiDocument.components.schemas),
    ...operations.flatMap(({ operation }) => [
      ...(operation.parameters ?? []).map(({ schema }) => schema),
      ...Object.values(operation.responses).flatMap(({ content = {} }) =>
        Object.values(content).map((one) => one.schema),
      ),
      ...Object.values(operation.requestBody?.content ?? {}).map((one) => one.schema),
    ]),
  ];
  for (const schema of schemas) expect(ajv.validateSchema(schema), JSON.stringify(schema)).toBe(true);
});

it.each(operations)("describes $name: parameters, security, tags and answers", ({ path, operation }) => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const { parameters = [], security, tags, responses } = operation;
  expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(inPath);
  expect(parameters.filter((one) => one.in === "path").every(({ required }) => required)).toBe(true);
  for (const requirement of security)
    for (const scheme of Object.keys(requirement))
      expect(openApiDocument.components.securitySchemes).toHaveProperty(scheme);
  for (const tag of tags) expect(openApiDocument.tags).toContainEqual({ name: tag });
  expect(Object.keys(responses).some((status) => /^2\d\d$/.test(status))).toBe(true);
  for (const status of ["400", "500", "503"]) expect(responses).toHaveProperty(status);
});

it("has examples that it accepts itself", () => {
  const examples = operations.flatMap(({ path, method, operation }) => {
    const example = operation.requestBody?.content["application/json"].example;
    return example === undefined ? [] : [{ path, method, example }];
  });
  expect(examples.length).toBeGreaterThan(15);
  for (const { path, method, example } of examples) {
    expect(findBodyMistakes(path, method, example)).toBeUndefined();
    const [, endpoint] =
      Object.entries(endpoints as Record<string, Endpoint>).find(
        ([key]) => key.toLowerCase() === `${method} ${path.slice(API_PATH.length).replace(/\{(\w+)\}/g, ":$1")}`,
      ) ?? [];
    expect(endpoint?.body?.safeParse(example).success).toBe(true);
  }
});

it("says who may call a route, of a change of what is listed, too", () => {
  const of = (path: string, method: string) => openApiDocument.paths[path]?.[method]?.description;
  expect(of("/api/v1/admin-tokens", "post")).toMatch(/^For owners of the partner that it is of, and operators\./);
  expect(of("/api/v1/clients", "get")).toMatch(/^For everyone who is signed in; shows what belongs to partners/);
});

it("names the headers of idempotent and of versioned routes", () => {
  const creation = openApiDocument.paths["/api/v1/clients"]?.["post"];
  expect(creation?.parameters?.map(({ name }) => name)).toContain("Idempotency-Key");
  expect(creation?.responses["201"]?.headers).toHaveProperty("Idempotency-Replayed");
  const change = openApiDocument.paths["/api/v1/clients/{client_id}"]?.["patch"];
  expect(change?.parameters?.map(({ name }) => name)).toContain("If-Match");
  expect(change?.responses).toHaveProperty("412");
  expect(change?.responses["503"]?.headers).toHaveProperty("Retry-After");
});

it("shows every operation on a page without a script, under a strict policy", async () => {
  const page = await get("/api/docs");
  expect([page.status, header(page, "content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const policy = header(page, "content-security-policy") ?? "";
  for (const directive of ["default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(directive);
  expect(policy).not.toContain("unsafe");
  expect(page.body).not.toMatch(/<script|\sstyle=|\son\w+=/i);
  for (const { operation } of operations) expect(page.body).toContain(`<h3 id="${operation.operationId}">`);
  const targets = [...page.body.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  for (const id of new Set(targets)) expect(page.body).toContain(`id="${id}"`);
  const style = await get("/api/docs.css");
  expect([style.status, header(style, "content-type")]).toEqual([200, "text/css; charset=utf-8"]);
});

it("answers what has no route under the API with problems, and says which methods there are", async () => {
  const missing = await get("/api/v1/nothing");
  expect([missing.status, header(missing, "content-type")]).toEqual([404, "application/problem+json; charset=utf-8"]);
  expect(json(missing)).toMatchObject({ code: "not_found", support_url: "https://help.example" });
  const method = await get("/api/v1/links/inspect");
  expect([method.status, header(method, "allow")]).toEqual([405, "POST"]);
  expect(json(method)["code"]).toBe("method_not_allowed");
  const response = await fetch(`http://127.0.0.1:${servers.on("SQLite").port}/api/v1/clients/x`, { method: "PUT" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "DELETE, GET, HEAD, PATCH"]);
});
