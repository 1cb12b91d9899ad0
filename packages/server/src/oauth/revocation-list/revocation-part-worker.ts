import { parentPort, workerData } from "node:worker_threads";
import { encodeRevocationPart } from "@celitech-auth/verifier/revocation-list";

export interface PartOrder {
  readonly sequence: number;
  readonly records: Uint8Array;
  readonly nowSeconds: number;
}

if (parentPort === null) throw new Error("revocation-part-worker runs in a worker thread");
const { sequence, records, nowSeconds } = workerData as PartOrder;
parentPort.postMessage(encodeRevocationPart(sequence, [records], nowSeconds));
