import type { Command } from "commander";
import { formatChainPlace, parseChainPlace } from "../domain/audit-seal.ts";
import { type AuditTrailVerdict, verifyAuditTrail } from "../domain/verify-audit-trail.ts";
import { CommandError, EXIT } from "./exit-code.ts";
import { printData } from "./output.ts";
import { withAdministration } from "./with-administration.ts";

interface VerifyOptions {
  readonly head?: string;
  readonly json?: boolean;
}

export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("the trail of what was done");
  audit
    .command("verify")
    .description("check that no entry of the audit trail was changed, taken out or cut off")
    .option(
      "--head <SEQUENCE:MAC>",
      "a head that was kept elsewhere, such as `audit_head` of a log line: it has to be there",
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Exits with 0 when the trail is intact and with 1 when it is not; it says from which entry on.

Examples:
  celitech-auth audit verify
  celitech-auth audit verify --head 4711:5f0c…`,
    )
    .action((options: VerifyOptions) => runVerify(options));
}

async function runVerify({ head, json }: VerifyOptions): Promise<void> {
  const expected = head === undefined ? undefined : parseChainPlace(head);
  if (head !== undefined && expected === undefined)
    throw new CommandError("--head is SEQUENCE:MAC, as `audit_head` of a log line has it", EXIT.usage);
  const verdict = await withAdministration(({ auditTrail, auditSeal }) =>
    verifyAuditTrail({ trail: auditTrail, seal: auditSeal, expected }),
  );
  printData(verdictJson(verdict), verdictText(verdict), json === true);
  if (verdict.kind === "broken")
    throw new CommandError(`the audit trail is not intact from entry ${verdict.sequence} on`, EXIT.failed);
}

function verdictJson(verdict: AuditTrailVerdict) {
  if (verdict.kind === "broken") {
    const { finding, sequence, message } = verdict;
    return { intact: false, finding, sequence, message };
  }
  const { entries, unsealed, head, anchor } = verdict;
  return {
    intact: true,
    entries,
    head: formatChainPlace(head),
    pruned_up_to: anchor.sequence,
    older_entries: unsealed,
  };
}

function verdictText(verdict: AuditTrailVerdict): string {
  if (verdict.kind === "broken") return `not intact: ${verdict.message}`;
  const { entries, unsealed, head, anchor } = verdict;
  const notes = [
    ...(anchor.sequence > 0 ? [`pruned up to entry ${anchor.sequence}`] : []),
    ...(unsealed > 0 ? [`${unsealed} entries are older than the chain and not checked`] : []),
  ];
  return [`intact: ${entries} entries`, `head: ${formatChainPlace(head)}`, ...notes].join("\n");
}
