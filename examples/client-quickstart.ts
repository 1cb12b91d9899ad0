// CELITECH_CLIENT_ID and CELITECH_CLIENT_SECRET are set; for another token service than CELITECH's also CELITECH_TOKEN_URL and
// CELITECH_API_ORIGINS.
import { clientCredentials } from "@celitech-auth/client";

const celitech = clientCredentials();
const url = process.argv[2] ?? "https://api.celitech.net/v1/destinations";
const response = await celitech.fetch(url);
console.log(response.status, await response.text());
