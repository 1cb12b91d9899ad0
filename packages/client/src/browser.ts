// The `browser` export condition leads here: a bundle for a browser fails as soon as it loads this package, and says why.
throw new Error(
  "@celitech-auth/client is for servers: a client secret in a browser can be read by anyone who opens the page. " +
    "Get the token on your server and call the API from there.",
);

export {};
