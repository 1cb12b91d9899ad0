export { type AuditEvent, auditEvent } from "./audit-events.ts";
export {
  type Client,
  type CreatedSecret,
  client,
  createdSecret,
  type Grant,
  grant,
  OVERLAP_SECONDS_DEFAULT,
  OVERLAP_SECONDS_MAX,
  type Secret,
  secret,
} from "./clients.ts";
export type { Access, Endpoint } from "./endpoint.ts";
export {
  type AnswerOf,
  API_PATH,
  type BodyInputOf,
  type BodyOf,
  type EndpointKey,
  type Endpoints,
  endpoints,
  type ParamsOf,
  type QueryInputOf,
  type QueryOf,
} from "./endpoints.ts";
export { type Actor, actor, NAME_CHARACTERS_MAX, PAGE_SIZE_MAX } from "./fields.ts";
export {
  type Invitation,
  invitation,
  type Member,
  member,
  type Operator,
  type Organization,
  operator,
  organization,
} from "./organizations.ts";
export { PROBLEMS, type Problem, type ProblemCode, problem } from "./problem.ts";
export { type Resource, resource, resourceScope, type SigningKey, signingKey } from "./resources.ts";
export { ADMIN_SCOPES, type AdminScope, ORGANIZATION_ROLES, type OrganizationRole } from "./roles.ts";
export {
  type Account,
  type AdminToken,
  account,
  adminToken,
  ceremony,
  link,
  newAccount,
  PASSWORD_CHARACTERS_MIN,
  passkey,
  type Session,
  type SessionState,
  session,
  sessionState,
} from "./sign-in.ts";
export {
  type Activity,
  activity,
  type SecurityFinding,
  type ServiceState,
  securityFinding,
  serviceState,
  type TokenVerdict,
  tokenVerdict,
  type Usage,
  usage,
} from "./usage.ts";
