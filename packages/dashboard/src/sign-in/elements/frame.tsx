/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import type { PageFacts } from "../page-facts.ts";
import { Logo } from "./icons.tsx";

interface Properties {
  readonly facts: PageFacts;
  /** Of the one-time link, which goes along to the right address. */
  readonly token: string | undefined;
  readonly children: ComponentChildren;
}

/** Around every page: the name above, help below. */
export function Frame({ facts, token, children }: Properties) {
  return (
    <>
      <header class="brand">
        <Logo />
        <span>
          CELITECH <span class="brand-part">Auth</span>
        </span>
      </header>
      <main class="card">
        <AddressNotice publicUrl={facts.publicUrl} token={token} />
        {children}
      </main>
      <footer class="help">
        <Help supportUrl={facts.supportUrl} />
      </footer>
    </>
  );
}

// Elsewhere than at the public URL, such as behind a forwarded port, passkeys and every change are refused.
function AddressNotice({ publicUrl, token }: { readonly publicUrl: string; readonly token: string | undefined }) {
  const { origin } = new URL(publicUrl);
  if (origin === location.origin) return null;
  const fragment = token === undefined ? "" : `#token=${encodeURIComponent(token)}`;
  return (
    <p class="message is-warning" role="alert">
      Signing in works at{" "}
      <a href={origin + location.pathname + location.search + fragment}>{origin.replace(/^https?:\/\//, "")}</a> only:
      open the dashboard there.
    </p>
  );
}

function Help({ supportUrl }: { readonly supportUrl: string | undefined }) {
  return (
    <details>
      <summary>Trouble signing in?</summary>
      <p>
        Whoever runs this service can make a link that signs you in, with{" "}
        <code>npx celitech-auth admin signin-link</code>.
        {supportUrl !== undefined && (
          <>
            {" "}
            Or <a href={supportUrl}>contact support</a>.
          </>
        )}
      </p>
    </details>
  );
}
