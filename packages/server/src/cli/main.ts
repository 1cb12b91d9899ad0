#!/usr/bin/env node
import { CommanderError } from "commander";
import { describeError, EXIT } from "./exit-code.ts";
import { say } from "./output.ts";
import { createProgram } from "./program.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.done); // `celitech-auth clients list | head`
  throw error;
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage); // commander has said it
  const { message, exitCode } = describeError(error);
  for (const line of message.split("\n")) say(`celitech-auth: ${line}`);
  process.exit(exitCode);
}
