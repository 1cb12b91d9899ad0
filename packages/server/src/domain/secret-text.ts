import { inspect } from "node:util";

const REDACTED = "[redacted]";

/** Text that must never be printed. Whatever prints, serialises or inspects it gets `[redacted]`; only `reveal()` gives the text. */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
