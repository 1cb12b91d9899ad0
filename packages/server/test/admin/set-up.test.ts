import { describe, expect, it } from "vitest";
import { applyChange } from "../../src/domain/administration/apply-change.ts";
import { createOneTimeLink } from "../../src/domain/administration/create-one-time-link.ts";
import { isProblem } from "../../src/domain/administration/outcome.ts";
import { AdminClient } from "../support/admin-client.ts";
import { type RunningServer, useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

const PASSWORD = "kettle-orbit-vivid-harbor";

describe.each(STORES)("setting up, %s", (store) => {
  const servers = useServers();

  it("makes exactly one administrator of many who submit the link at once", async () => {
    const server = servers.on(store);
    const token = await setupToken(server);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((index) =>
        new AdminClient(server).send("POST /links/password", {
          body: { token, name: `Person ${index}`, email: `person${index}@example.com`, password: PASSWORD },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410]);
    expect(await server.service.administration.people.users.countOperators()).toBe(1);
  });

  it("signs the first operator in, who then sees who they are", async () => {
    const server = servers.on(store);
    const client = new AdminClient(server);
    const { people } = server.service.administration;
    const operators = await people.users.listOperators({ limit: 10 });
    for (const { id } of operators.items)
      await server.service.administration.unitOfWork.transaction(({ users }) =>
        users.update(id, { isOperator: false }),
      );
    const token = await setupToken(server);
    const made = await client.send("POST /links/password", {
      body: { token, name: " Grace Hopper ", email: "Grace@Example.com", password: PASSWORD },
    });
    expect(made.status).toBe(201);
    expect(made.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^celitech_auth_session=[A-Za-z0-9]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(made.body.recovery_codes).toHaveLength(10);
    expect(await client.call("GET /session")).toEqual(made.body.session);
    expect(made.body.session).toMatchObject({
      user: { name: "Grace Hopper", email: "grace@example.com" },
      ...{ is_operator: true, memberships: [], has_password: true, has_passkey: false },
    });
  });
});

async function setupToken({ service, clock }: RunningServer): Promise<string> {
  const { unitOfWork, tokenHasher } = service.administration;
  const created = await applyChange(unitOfWork, { actor: "test", now: clock.read() }, (change) =>
    createOneTimeLink(change, { purpose: { kind: "setup" } }, tokenHasher),
  );
  if (isProblem(created)) throw new Error(created.message);
  return created.token.reveal();
}
