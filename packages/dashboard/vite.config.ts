import { defineConfig } from "vite";
import { finishBuild } from "./build/finish-build.ts";

/** `npm run dev` shows the pages of this folder with the API of a service that runs here. */
const SERVICE_URL = process.env["CELITECH_AUTH_PUBLIC_URL"] ?? "http://localhost:4000";
const proxied = { target: SERVICE_URL, headers: { origin: SERVICE_URL } };

export default defineConfig({
  root: import.meta.dirname,
  // The pages for signing in say in their files that they are Preact's.
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  plugins: [
    finishBuild([
      {
        name: "the first page",
        html: "index.html",
        modules: ["src/pages/home/home-page.tsx", "src/pages/clients/clients-page.tsx"],
        kilobytesMax: 220,
      },
      {
        name: "an operator's first page",
        html: "index.html",
        modules: ["src/pages/home/home-page.tsx", "src/pages/home/operator-home.tsx"],
        kilobytesMax: 220,
      },
      { name: "signing in", html: "sign-in.html", modules: [], kilobytesMax: 20 },
    ]),
  ],
  build: {
    target: "es2023",
    // Those that know light-dark(): what older ones would get instead does not work with Mantine's way of choosing.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy allows no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is bundled may be passed on with its licences alone.
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      input: ["index.html", "sign-in.html"],
      // Mantine marks its files for frameworks that render on servers.
      checks: { moduleLevelDirective: false },
    },
  },
  server: { proxy: { "/api": proxied, "/oauth2": proxied, "/.well-known": proxied } },
});
