import type { Changed } from "./change-client.ts";
import { endLostRights } from "./end-lost-rights.ts";
import { type Change, type Problem, problem, recordAudit } from "./outcome.ts";

/** Takes the operator's role from someone. The last one stays: nobody could make another but the command line. */
export async function removeOperator(change: Change, userId: string): Promise<Changed | Problem> {
  const { users } = change.transaction;
  await users.lockOperators();
  const user = await users.find(userId);
  if (user === undefined || !user.isOperator) return problem("not_found", `there is no operator ${userId}`);
  if ((await users.countOperators()) === 1)
    return problem("conflict", `${user.name} is the last operator: invite another one first`);
  await users.update(userId, { isOperator: false });
  await recordAudit(change, "operator.removed", userId, { details: { name: user.name } });
  await endLostRights(change, userId);
  return { kind: "changed", isNew: true };
}
