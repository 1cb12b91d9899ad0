import type { UnitOfWork } from "../ports.ts";
import { type Change, isProblem, type Problem } from "./outcome.ts";

/** Runs a change in a transaction of its own. Where it ends in a problem, nothing of it is kept. */
export async function applyChange<Result extends object>(
  unitOfWork: UnitOfWork,
  context: Omit<Change, "transaction">,
  work: (change: Change) => Promise<Result | Problem>,
): Promise<Result | Problem> {
  try {
    return await unitOfWork.transaction(async (transaction) => {
      const result = await work({ transaction, ...context });
      if (isProblem(result)) throw new RolledBack(result);
      return result;
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.problem;
    throw error;
  }
}

/** Makes the transaction roll back; never leaves this file. */
class RolledBack extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super("rolled back");
    this.problem = problem;
  }
}
