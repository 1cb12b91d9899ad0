// Values come from the service and its operator; a quote or a dollar sign in one must stay text in every language.

/** For sh and bash. */
export function quoteShell(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** For JavaScript, Python, Go, Java and C#: the escapes of JSON mean the same in all of them. */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** For PHP and Ruby, where a dollar or number sign means something between double quotes. */
export function quoteSingle(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
