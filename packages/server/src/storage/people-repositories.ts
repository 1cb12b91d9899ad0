import type { Kysely } from "kysely";
import type { People } from "../domain/people/people-ports.ts";
import { KyselyAdminTokenRepository } from "./admin-token-repository.ts";
import { KyselyMembershipRepository } from "./membership-repository.ts";
import { KyselyOneTimeLinkRepository } from "./one-time-link-repository.ts";
import { KyselyPasskeyRepository } from "./passkey-repository.ts";
import { KyselyRecoveryCodeRepository } from "./recovery-code-repository.ts";
import type { Schema } from "./schema.ts";
import { KyselySessionRepository } from "./session-repository.ts";
import { KyselyUsedChallengeRepository } from "./used-challenge-repository.ts";
import { KyselyUserRepository } from "./user-repository.ts";

/** Inside a transaction, or each call by itself. */
export function openPeople(database: Kysely<Schema>): People {
  return {
    users: new KyselyUserRepository(database),
    memberships: new KyselyMembershipRepository(database),
    passkeys: new KyselyPasskeyRepository(database),
    recoveryCodes: new KyselyRecoveryCodeRepository(database),
    oneTimeLinks: new KyselyOneTimeLinkRepository(database),
    sessions: new KyselySessionRepository(database),
    usedChallenges: new KyselyUsedChallengeRepository(database),
    adminTokens: new KyselyAdminTokenRepository(database),
  };
}
