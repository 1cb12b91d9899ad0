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
  type Revocation,
  type RevocationSubject,
  revocationName,
  revocationRecord,
} from "./revocation-record.ts";
