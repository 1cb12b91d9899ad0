export { REVOCATION_LIST_METADATA_MEMBER } from "../issuer-metadata.ts";
export {
  PART_URI_PLACEHOLDER,
  parseRevocationListClaims,
  REVOCATION_LIST_LIFETIME_SECONDS_MAX,
  REVOCATION_LIST_MEDIA_TYPE,
  REVOCATION_LIST_TYPE,
  type RevocationListClaims,
  type RevocationListContent,
  type RevocationListPart,
  revocationListClaims,
} from "./revocation-list-claims.ts";
export {
  encodeRevocationPart,
  planRevocationParts,
  type RevocationPart,
  type SequenceRange,
} from "./revocation-parts.ts";
export {
  ALL_GENERATIONS,
  CLOCK_TOLERANCE_SECONDS_MAX,
  NAME_BYTES,
  RECORD_BYTES,
  type Revocation,
  type RevocationRetention,
  type RevocationSubject,
  revocationName,
  revocationRecord,
  revocationUntilSeconds,
} from "./revocation-record.ts";
