export { type Config, type ConfigReading, readConfig } from "./config.ts";
export { SetupError } from "./data-folder.ts";
export { serve } from "./serve.ts";
