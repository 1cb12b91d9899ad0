/** Prints what happens, step by step. Secrets and tokens are cut: a demonstration ends up in slides and logs. */
export class Story {
  #steps = 0;

  step(title: string): void {
    this.#steps += 1;
    console.log(`\n${this.#steps}. ${title}`);
  }

  command(line: string): void {
    console.log(`   $ ${line}`);
  }

  says(line: string): void {
    console.log(`   ${line}`);
  }
}

/** The beginning and, of a secret, the last four characters, by which people tell theirs apart. */
export function cut(text: string): string {
  const prefix = /^celitech_(?:secret|client)_/.exec(text)?.[0];
  return prefix === undefined ? `${text.slice(0, 12)}…` : `${prefix}…${text.slice(-4)}`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
