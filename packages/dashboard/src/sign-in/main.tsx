/** @jsxImportSource preact */
import { render } from "preact";
import { holdPage } from "../api/sign-in-redirect.ts";
import { Frame } from "./elements/frame.tsx";
import { LinkPage } from "./link-page.tsx";
import { takeLinkToken } from "./link-token.ts";
import { readPageFacts } from "./page-facts.ts";
import "./sign-in.css";
import { SignInPage } from "./sign-in-page.tsx";

const LINK_PAGES: ReadonlySet<string> = new Set(["/setup", "/invitation", "/sign-in-link"]);

const facts = readPageFacts();
const token = takeLinkToken();
holdPage(); // this is the page for signing in: a call that finds nobody signed in leads nowhere else

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element for its contents");
render(
  <Frame facts={facts} token={token}>
    {LINK_PAGES.has(location.pathname) ? (
      <LinkPage token={token} hasSession={facts.hasSession} />
    ) : (
      <SignInPage
        first={location.pathname === "/recover" ? "recovery_code" : undefined}
        hasSession={facts.hasSession}
      />
    )}
  </Frame>,
  root,
);
