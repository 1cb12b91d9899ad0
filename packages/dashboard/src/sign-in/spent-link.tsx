/** @jsxImportSource preact */
import { Heading } from "./elements/heading.tsx";

/** What to do when the link is of no use: what made it differs from page to page. */
export function SpentLink({ isMissing }: { readonly isMissing: boolean }) {
  const title = isMissing ? "The link is not complete" : "This link works no more";
  return (
    <>
      <Heading title={title} isFocused />
      <p class="lead">
        {isMissing
          ? "It was copied in part, or this page was loaded again. Open the link once more, whole."
          : "It was used already, or its time is over. Each link works once."}
      </p>
      <p>{nextStep()}</p>
      <a class="button is-secondary" href="/sign-in">
        I have an account: sign in
      </a>
    </>
  );
}

function nextStep() {
  switch (location.pathname) {
    case "/setup":
      return (
        <>
          On the machine of the service, <code>npx celitech-auth admin setup-link</code> makes a new one.
        </>
      );
    case "/sign-in-link":
      return (
        <>
          On the machine of the service, <code>npx celitech-auth admin signin-link</code> makes a new one.
        </>
      );
    default:
      return "Ask whoever invited you for a new one.";
  }
}
