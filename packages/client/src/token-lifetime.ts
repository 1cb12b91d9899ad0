import type { Moment } from "./clock.ts";

/** The lifetime that is assumed when the server names none, or names it unreadably. */
export const lifetimeDefaultSeconds = 300;
/** The longest lifetime that is believed. */
export const lifetimeMaxSeconds = 86_400;

const marginMaxMs = 30_000;
const marginShare = 0.1;
const softWindowMaxMs = 600_000;
const softWindowShare = 0.2;
const softJitterShare = 0.1;
/** A renewal that brought the same token again is not repeated before this, or a tenth of what remains. */
const unchangedPauseMs = 30_000;

/** When a cached token is to be renewed (soft) and when it is no longer handed out (hard), on both clocks. */
export interface Deadlines {
  readonly soft: Moment;
  readonly hard: Moment;
}

export interface Lifetime {
  /** The start of the request that brought the token. */
  readonly start: Moment;
  /** What is left at `start`. */
  readonly remainingMs: number;
  /** What the server gave the token in whole; more than what remains when it comes out of a shared store. */
  readonly lifetimeMs: number;
  /** True when a renewal brought the token that was there already. */
  readonly isUnchanged: boolean;
}

/** `random` is a number from 0 to 1: it spreads the renewals of processes that started together. */
export function deadlinesOf(lifetime: Lifetime, random: number): Deadlines {
  const { start, remainingMs, lifetimeMs } = lifetime;
  const margin = Math.min(marginMaxMs, lifetimeMs * marginShare);
  const window = Math.min(softWindowMaxMs, lifetimeMs * softWindowShare);
  const jitter = (random * 2 - 1) * softJitterShare * window;
  const soft = remainingMs - window + jitter;
  const pause = lifetime.isUnchanged ? Math.max(unchangedPauseMs, remainingMs * 0.1) : 0;
  return { soft: later(start, Math.max(soft, pause)), hard: later(start, remainingMs - margin) };
}

/** True as soon as either clock says so. */
export function hasPassed(deadline: Moment, now: Moment): boolean {
  return now.wall >= deadline.wall || now.monotonic >= deadline.monotonic;
}

function later(moment: Moment, milliseconds: number): Moment {
  return { wall: moment.wall + milliseconds, monotonic: moment.monotonic + milliseconds };
}
