import { test } from "vitest";
import { soak, soakSeed } from "../soak/soak.ts";

const seconds = 600;

test("10 min of random faults, rotations, revocations and clock jumps: no expired token, no needless wait, no request too many", async () => {
  const seed = soakSeed();
  console.log(`soak: SOAK_SEED=${seed}`);
  await soak(seed, seconds);
}, 900_000);
