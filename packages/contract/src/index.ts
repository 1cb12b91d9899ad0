export { type AuditEvent, auditEvent } from "./audit-events.ts";
export type { Client, CreatedSecret, Grant, Secret } from "./clients.ts";
export type { Endpoint } from "./endpoint.ts";
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
export type { Actor } from "./fields.ts";
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
export { type Resource, resource, type SigningKey, signingKey } from "./resources.ts";
export type { AdminScope, OrganizationRole } from "./roles.ts";
export {
  type Account,
  type AdminToken,
  account,
  adminToken,
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
  type Usage,
  usage,
} from "./usage.ts";
