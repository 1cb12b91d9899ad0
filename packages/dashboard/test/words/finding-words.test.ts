import { expect, it } from "vitest";
import { FINDING_KINDS } from "../../../server/src/domain/security-finding.ts";
import { FINDING_GROUPS } from "../../src/security/finding-groups.ts";

it("findings are shown in the order in which the service tells of them", () => {
  expect(FINDING_GROUPS.map(({ kind }) => kind)).toEqual(FINDING_KINDS);
});
