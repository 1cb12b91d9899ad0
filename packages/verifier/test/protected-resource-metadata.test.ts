import { expect, test } from "vitest";
import { protectedResourceMetadata } from "../src/protected-resource-metadata.ts";
import { FakeIssuer } from "./fakes/fake-issuer.ts";

test("G9: the resource's metadata name the issuer as authorization server (RFC 9728 §2)", async () => {
  const issuer = await FakeIssuer.start();
  const { url, path, document } = issuer.verifier().protectedResourceMetadata({
    scopes: ["read", "write"],
    name: "Example API",
    documentationUrl: "https://docs.example/",
  });
  expect(path).toBe("/.well-known/oauth-protected-resource/v1");
  expect(url).toBe(`https://api.example${path}`);
  expect(document).toEqual({
    resource: "https://api.example/v1",
    authorization_servers: [issuer.url],
    bearer_methods_supported: ["header"],
    scopes_supported: ["read", "write"],
    resource_name: "Example API",
    resource_documentation: "https://docs.example/",
  });
});

test.each([
  ["https://api.example", "https://api.example/.well-known/oauth-protected-resource"],
  ["https://api.example/", "https://api.example/.well-known/oauth-protected-resource"],
  ["https://api.example/a/b", "https://api.example/.well-known/oauth-protected-resource/a/b"],
  ["https://api.example/a?x=1", "https://api.example/.well-known/oauth-protected-resource/a?x=1"],
])("RFC 9728 §3.1: the metadata of %s are at %s", (resource, url) => {
  const metadata = protectedResourceMetadata("https://auth.example", [], { resource });
  expect(metadata.url).toBe(url);
  expect(Object.values(metadata.document).every((value) => value !== undefined)).toBe(true);
  expect(metadata.document).not.toHaveProperty("scopes_supported");
});

test("RFC 9728 §1.2: a resource with a fragment, or that is no address, is refused", () => {
  for (const resource of ["https://api.example/#x", "urn:api", "api", ""])
    expect(() => protectedResourceMetadata("https://auth.example", [], { resource })).toThrow(/resource/);
});
