/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { copyText } from "../elements/copy-text.ts";
import { downloadFile } from "../elements/download-file.ts";
import { Button } from "./elements/button.tsx";
import { Heading } from "./elements/heading.tsx";

/** Shown once, right after the account was made. The page is left only by saying that they are stored. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const [isStored, setStored] = useState(false);
  const [said, setSaid] = useState("");
  useWarningBeforeLeaving(!isStored);
  const text = `${codes.join("\n")}\n`;
  const copy = async () =>
    setSaid((await copyText(text)) ? "Copied." : "The browser did not allow it: select the codes and copy them.");
  return (
    <>
      <Heading title="Store your recovery codes" isFocused />
      <p class="lead">
        Your account is made. If you lose your device or forget your password, each of these codes signs you in once.
        They are not shown again.
      </p>
      <ul class="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="row">
        <Button kind="secondary" onClick={copy}>
          Copy
        </Button>
        <Button kind="secondary" onClick={() => download(text)}>
          Download
        </Button>
      </div>
      <p class={said === "" ? "silent" : "field-hint"} role="status">
        {said}
      </p>
      <label class="check">
        <input type="checkbox" checked={isStored} onChange={(event) => setStored(event.currentTarget.checked)} />I have
        stored them in a safe place
      </label>
      <Button kind="primary" isDisabled={!isStored} onClick={() => location.replace("/")}>
        Go to the dashboard
      </Button>
    </>
  );
}

function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isNeeded]);
}

function download(text: string): void {
  const heading = `Recovery codes for ${location.host}. Each signs you in once.\n\n`;
  downloadFile({ name: "celitech-auth-recovery-codes.txt", text: heading + text, type: "text/plain" });
}
