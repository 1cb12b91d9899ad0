import type { AuditEvent } from "@celitech-auth/contract";
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
  return `${nameOfActor(event.actor)} ${describeEvent(event)
    .map(({ text }) => text)
    .join("")}`;
}

/** Who did something, for people. */
export function nameOfActor({ kind, name, id }: AuditEvent["actor"]): string {
  const shown = name === "" ? shorten(id) : name;
  switch (kind) {
    case "user":
    case "client":
      return shown;
    case "admin_token":
      return `Admin token ${shown}`;
    case "command_line":
      return `Command line (${shown})`;
    case "server":
      return "The service";
  }
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
        ? { text: find(text.slice(1, -1), event) ?? "(unnamed)", isName: true }
        : { text, isName: false },
    );
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  client: ["client_name", "clientName", "client"],
  api: ["resource_name", "resourceName", "audience", "resource"],
  role: ["role"],
};

function find(path: string, event: AuditEvent): string | undefined {
  switch (path) {
    case "subject":
      return event.subject.name ?? shorten(event.subject.id);
    case "organization":
      return event.organization_name ?? undefined;
    case "invited":
      return read("email", event) ?? "someone";
    case "reason":
      return reasonOf(event);
    case "before.name":
      return textOf(event.before?.["name"]);
    case "before.role":
      return textOf(event.before?.["role"]);
    case "after.role":
      return textOf(event.after?.["role"]);
    default:
      return (WORDS[path] ?? [path]).map((key) => read(key, event)).find((text) => text !== undefined);
  }
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
