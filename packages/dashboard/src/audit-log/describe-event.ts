import type { AuditEvent } from "@celitech-auth/contract";
import { nameActor } from "../text/name-actor.ts";
import { describeDenial } from "./describe-denial.ts";
import { EVENT_SENTENCES } from "./event-sentences.ts";

/** A piece of a sentence; what names something is set apart. */
export interface SentencePart {
  readonly text: string;
  readonly isName: boolean;
}

/** What happened, in words, without who did it: "created the client Billing". */
export function describeEvent(event: AuditEvent): readonly SentencePart[] {
  const template = EVENT_SENTENCES[event.action];
  if (template === undefined) return [{ text: event.action.replaceAll(/[._]/g, " "), isName: false }];
  return template
    .split(/(\[[^\]]*\])/)
    .flatMap((piece) => (piece.startsWith("[") ? fillOptional(piece.slice(1, -1), event) : fill(piece, event)));
}

/** The same as plain text, with who did it. */
export function sentenceOf(event: AuditEvent): string {
  return `${nameActor(event.actor, "start")} ${describeEvent(event)
    .map(({ text }) => text)
    .join("")}`;
}

function fillOptional(piece: string, event: AuditEvent): readonly SentencePart[] {
  const isComplete = [...piece.matchAll(/\{([^}]+)\}/g)].every(([, path = ""]) => find(path, event) !== undefined);
  return isComplete ? fill(piece, event) : [];
}

function fill(piece: string, event: AuditEvent): readonly SentencePart[] {
  return piece
    .split(/(\{[^}]+\})/)
    .filter((text) => text !== "")
    .map((text) =>
      text.startsWith("{")
        ? { text: find(text.slice(1, -1), event) ?? UNNAMED, isName: !PLAIN.has(text) }
        : { text, isName: false },
    );
}

/** Words and numbers that name nothing. */
const PLAIN: ReadonlySet<string> = new Set(["{times}", "{reason}", "{purpose}", "{method}"]);
/** How somebody signed in, after "with". */
export const METHOD_WORDS: Readonly<Record<string, string>> = {
  passkey: "a passkey",
  password: "a password",
  recovery_code: "a recovery code",
  setup_link: "the set-up link",
  sign_in_link: "a one-time link",
  invitation: "an invitation",
};
const PURPOSES: Readonly<Record<string, string>> = { setup: "to set the service up", sign_in: "to sign in" };
const UNNAMED = "(unnamed)";

/** The value of a placeholder; undefined: the event does not say. */
function find(path: string, event: AuditEvent): string | undefined {
  const { subject, details, before, after } = event;
  switch (path) {
    case "subject":
      return nameOfSubject(event) ?? UNNAMED;
    case "person":
      return subject.name ?? undefined;
    case "asker":
      return subject.id === "" ? "an unknown client" : nameOfSubject(event);
    case "secret":
      return subject.name ?? (typeof details["hint"] === "string" ? `…${details["hint"]}` : nameOfSubject(event));
    case "organization":
      return event.organization_name ?? undefined;
    case "invited":
      return read("email", event) ?? "someone";
    case "api":
      return read("resource_name", event) ?? read("audience", event) ?? read("resource", event) ?? "an API";
    case "purpose":
      return PURPOSES[String(details["kind"])];
    case "method":
      return METHOD_WORDS[String(details["method"])];
    case "times":
      return Number(details["count"]) > 1 ? `${Number(details["count"]).toLocaleString("en")} times` : undefined;
    case "reason":
      return reasonOf(event);
    case "before.name":
    case "before.role":
      return textOf(before?.[path.slice("before.".length)]);
    case "after.name":
    case "after.role":
      return textOf(after?.[path.slice("after.".length)]);
    default:
      return read(path, event);
  }
}

function nameOfSubject(event: AuditEvent): string | undefined {
  const { id, name } = event.subject;
  return name ?? read("name", event) ?? (id === "" ? undefined : shorten(id));
}

function reasonOf(event: AuditEvent): string | undefined {
  const reason = event.details["reason"];
  return typeof reason === "string" && reason !== "" ? describeDenial(reason).toLowerCase() : undefined;
}

function read(key: string, { details, after, before }: AuditEvent): string | undefined {
  return textOf(details[key]) ?? textOf(after?.[key]) ?? textOf(before?.[key]);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return shorten(value);
  return typeof value === "number" ? String(value) : undefined;
}

const ID_CHARACTERS_SHOWN = 24;

/** Long ids and key ids would push everything else aside. */
function shorten(text: string): string {
  return /^\S+$/.test(text) && text.length > ID_CHARACTERS_SHOWN && !/[@/]/.test(text)
    ? `${text.slice(0, ID_CHARACTERS_SHOWN)}…`
    : text;
}
