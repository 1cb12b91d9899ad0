import { quoteDouble } from "./quote.ts";
import type { Snippet } from "./snippet.ts";

/** With our client, which caches, renews and follows a rotation by itself. */
export const clientSnippet: Snippet = {
  id: "typescript",
  label: "TypeScript",
  group: "Libraries",
  install: "npm install @celitech-auth/client",
  fileName: "token.ts",
  write: ({ clientId, tokenUrl, apiUrl, usesBasic }) => {
    const origins = apiUrl === undefined ? "" : `  origins: [${quoteDouble(new URL(apiUrl).origin)}],\n`;
    const method = usesBasic ? "" : '  authMethod: "post",\n';
    const use =
      apiUrl === undefined
        ? 'const headers = await celitech.headers(); // { Authorization: "Bearer …" }\n'
        : `// Or let it call the API:  await celitech.fetch(${quoteDouble(apiUrl)})\n`;
    return `import { clientCredentials } from "@celitech-auth/client";

// Make one for the process and keep it: it caches the token and renews it in time.
const celitech = clientCredentials({
  credentials: {
    clientId: ${quoteDouble(clientId)},
    clientSecret: process.env.CELITECH_CLIENT_SECRET ?? "",
  },
  tokenUrl: ${quoteDouble(tokenUrl)},
${origins}${method}});

const { expiresAt } = await celitech.getToken();
console.log(\`Got a token, valid for \${Math.round((expiresAt - Date.now()) / 1000)} seconds\`);
${use}`;
  },
};
