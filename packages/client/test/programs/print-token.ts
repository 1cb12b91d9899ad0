// Run by a test: gets a token and says what keeps the process alive and for how long it lingers.
import { clientCredentials } from "../../src/index.ts";

const { accessToken } = await clientCredentials().getToken();
const resources = process.getActiveResourcesInfo();
const done = performance.now();
process.on("exit", () => {
  console.log(JSON.stringify({ token: accessToken, resources, lingeredMs: performance.now() - done }));
});
