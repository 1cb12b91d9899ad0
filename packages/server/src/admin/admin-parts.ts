import type { RequestOrigin } from "../domain/administration/outcome.ts";
import type { GenerateKey } from "../domain/administration/rotate-signing-keys.ts";
import type { AdministrationReader } from "../domain/administration-reader.ts";
import type { AuditEventReader } from "../domain/audit-event-reader.ts";
import type { DeniedSignIns } from "../domain/people/denied-sign-ins.ts";
import type { PasswordHasher } from "../domain/people/password-hasher.ts";
import type { People } from "../domain/people/people-ports.ts";
import type { SignInLimiter } from "../domain/people/sign-in-limiter.ts";
import type { Clock, UnitOfWork } from "../domain/ports.ts";
import type { SecretHasher } from "../domain/secret-hasher.ts";
import type { SecretText } from "../domain/secret-text.ts";
import type { SecurityFindingReader } from "../domain/security-finding.ts";
import type { ServiceStateFacts } from "../domain/service-state.ts";
import type { TokenHasher } from "../domain/token-hasher.ts";
import type { TokenVerdict } from "../domain/token-verdict.ts";
import type { UsageReader } from "../domain/usage-reader.ts";
import type { Caller } from "./caller.ts";
import type { PasskeyCeremonies } from "./passkey-ceremonies.ts";

/** What the admin API works with. */
export interface AdminParts {
  readonly unitOfWork: UnitOfWork;
  /** Reads in a thread of its own, or over the network: no question of a person holds up a token. */
  readonly reader: AdministrationReader;
  readonly hasher: SecretHasher;
  /** Outside of a transaction. */
  readonly people: People;
  readonly tokenHasher: TokenHasher;
  readonly generateKey: GenerateKey;
  readonly callers: CallerReader;
  readonly passkeys: PasskeyCeremonies;
  readonly passwords: PasswordHasher;
  readonly signInLimiter: SignInLimiter;
  readonly deniedSignIns: DeniedSignIns;
  /** Called when the set-up link was used. */
  readonly setupFinished: () => void;
  readonly clock: Clock;
  readonly facts: ServiceFacts;
  readonly auditEvents: AuditEventReader;
  readonly usageReader: UsageReader;
  readonly findings: SecurityFindingReader;
  /** What an API of this audience would say of a token. Nothing of it is kept. */
  readonly judgeToken: (token: string, audience: string) => Promise<TokenVerdict>;
  readonly readServiceState: () => Promise<ServiceStateFacts>;
}

/** What the dashboard has to know of the configuration. */
export interface ServiceFacts {
  readonly publicUrl: string;
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly defaultAudience: string;
  readonly supportUrl: string | undefined;
  readonly version: string;
}

/** What a caller sent to say who it is. */
export interface Credentials {
  readonly sessionToken: SecretText | undefined;
  readonly adminToken: SecretText | undefined;
}

export interface CallerReader {
  /** Undefined: nobody that is known now. */
  identify(credentials: Credentials, origin: RequestOrigin, now: number): Promise<Caller | undefined>;
}
