const { accessTokenVerifier } = require("@celitech-auth/verifier");

const [issuer, token] = process.argv.slice(2);
accessTokenVerifier({ issuer, audience: "https://api.example/v1" })
  .verify(token)
  .then(({ clientId }) => console.log(clientId));
