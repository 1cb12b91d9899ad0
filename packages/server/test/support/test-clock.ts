/** Time that passes when a test says so. */
export class TestClock {
  #now = Date.UTC(2026, 6, 1, 12, 0, 0, 250);

  readonly read = (): number => this.#now;

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  advanceSeconds(seconds: number): void {
    this.advance(seconds * 1_000);
  }
}
