/** What a password must not be made of, beside the name and the address of its user. The longest first. */
const WELL_KNOWN = [
  "correcthorsebatterystaple",
  "celitech",
  "administrator",
  "password",
  "passwort",
  "passw",
  "football",
  "baseball",
  "superman",
  "sunshine",
  "princess",
  "iloveyou",
  "starwars",
  "changeme",
  "whatever",
  "computer",
  "internet",
  "trustno",
  "welcome",
  "letmein",
  "charlie",
  "michael",
  "jennifer",
  "dragon",
  "monkey",
  "shadow",
  "master",
  "secret",
  "summer",
  "winter",
  "autumn",
  "spring",
  "hello",
  "login",
  "admin",
  "guest",
  "qwert",
  "azert",
  "user",
  "root",
  "test",
  "love",
] as const;

/** Rows of keyboards, the alphabet and the digits, each there and back. */
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "azertyuiop",
  "qaz",
  "wsx",
  "edc",
  "rfv",
  "tgb",
  "yhn",
  "1qaz",
  "2wsx",
  "3edc",
  "4rfv",
];
const RUNS = ROWS.flatMap((row) => [row, [...row].reverse().join("")]);
const RUN_CHARACTERS_MIN = 3;

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "1": "i",
  "!": "i",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
};

/** What has to be left of a password once everything that is guessed first is taken out. */
const CHARACTERS_LEFT_MIN = 6;
const DIFFERENT_CHARACTERS_MIN = 5;
const OWN_WORD_CHARACTERS_MIN = 3;

/** Why a password would be guessed soon, for the person who chose it; undefined: it would not. Its length is checked with the request. */
export function findPasswordProblem(
  password: string,
  { name, email }: { readonly name: string; readonly email: string },
): string | undefined {
  const text = password.normalize("NFKC").toLowerCase(); // what is hashed is normalized, too
  if (new Set(text).size < DIFFERENT_CHARACTERS_MIN)
    return "This password repeats a few characters: choose a longer phrase, or let a password manager make one.";
  const own = [...email.toLowerCase().split(/[^\p{L}\p{N}]+/u), ...name.toLowerCase().split(/[^\p{L}\p{N}]+/u)]
    .filter((word) => word.length >= OWN_WORD_CHARACTERS_MIN)
    .sort((one, other) => other.length - one.length);
  if (lettersLeft(text, WELL_KNOWN) < CHARACTERS_LEFT_MIN)
    return "This password is among the first that are guessed: choose a longer phrase, or let a password manager make one.";
  if (lettersLeft(text, [...own, ...WELL_KNOWN]) < CHARACTERS_LEFT_MIN)
    return "This password is made of your name or e-mail address: choose something that nobody knows of you.";
  return undefined;
}

/** How many characters are left, as typed, without spaces and signs, or with look-alikes read as letters, whichever is least. */
function lettersLeft(text: string, words: readonly string[]): number {
  const plain = [...text].map((character) => LOOK_ALIKES[character] ?? character).join("");
  const bare = text.replace(/[^\p{L}\p{N}]/gu, "");
  return Math.min(
    ...[text, bare, plain].map((variant) => takeOut(variant, words).replace(/[^\p{L}\p{N}]/gu, "").length),
  );
}

function takeOut(text: string, words: readonly string[]): string {
  return takeOutRuns(words.reduce((rest, word) => rest.replaceAll(word, " "), text));
}

function takeOutRuns(text: string): string {
  let rest = "";
  for (let at = 0; at < text.length; ) {
    const length = runLength(text, at);
    rest += length >= RUN_CHARACTERS_MIN ? " " : text.slice(at, at + 1);
    at += length >= RUN_CHARACTERS_MIN ? length : 1;
  }
  return rest;
}

/** Of the longest run that begins there: `abcd`, `4321`, `qwer` or one character again and again. */
function runLength(text: string, at: number): number {
  const rest = text.slice(at);
  const repeated = /^(.)\1*/u.exec(rest)?.[0].length ?? 1;
  return Math.max(repeated, ...RUNS.map((run) => commonLength(rest, run)));
}

function commonLength(text: string, run: string): number {
  const start = run.indexOf(text.charAt(0));
  let length = 0;
  while (start >= 0 && length < text.length && start + length < run.length && text[length] === run[start + length])
    length += 1;
  return length;
}
