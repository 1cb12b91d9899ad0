import { AttemptLimiter } from "../attempt-limiter.ts";
import { networkOf } from "../network-of.ts";

const FAILURES_PER_USER_AND_NETWORK_PER_MINUTE = 10;
const FAILURES_PER_NETWORK_PER_MINUTE = 60;

/**
 * Limits failed attempts to sign in for one user from one address, and from one address (IPv6: one /64). Never for a user as a whole: e-mail
 * addresses are known to many, and a count of them alone would let strangers lock people out.
 */
export class SignInLimiter {
  readonly #attempts = new AttemptLimiter({
    failuresPerClientAddressPerMinute: FAILURES_PER_USER_AND_NETWORK_PER_MINUTE,
    failuresPerAddressPerMinute: FAILURES_PER_NETWORK_PER_MINUTE,
  });

  /** 0: the attempt may be looked at. `subject` is whom it is for: an e-mail address, a user id, or a word for all others. */
  retryAfterSeconds(address: string, subject: string, now: number): number {
    return this.#attempts.retryAfterSeconds(networkOf(address), subject, now);
  }

  recordFailure(address: string, subject: string, now: number): void {
    this.#attempts.recordFailure(networkOf(address), subject, now);
  }
}
