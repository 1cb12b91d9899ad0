// The `browser` export condition leads here: a bundle for a browser fails as soon as it loads this package, and says why. It has the
// names of the package, so that bundlers get that far.
function refuse(): never {
  throw new Error(
    "@celitech-auth/client is for servers: a client secret in a browser can be read by anyone who opens the page. " +
      "Get the token on your server and call the API from there.",
  );
}

export const clientCredentials = refuse();
export const environmentCredentials = clientCredentials;
export const cachedCredentials = clientCredentials;
export const AccessToken = clientCredentials;
export const TokenError = clientCredentials;
