// As smoke.mjs, through require().
const client = require("@celitech-auth/client");
const { fileCredentials } = require("@celitech-auth/client/file");
const { fileStore } = require("@celitech-auth/client/file-store");
const { smoke } = require("./smoke-steps.mjs");

smoke(client).then((seen) => {
  console.log(JSON.stringify({ ...seen, subpaths: [typeof fileCredentials, typeof fileStore] }));
});
