// How many tokens a second the server issues, against the peers and against itself, under the same load. See README.md.
import { startLoadGenerator } from "./load/load-generator.ts";
import { describeMachine } from "./measure/describe-machine.ts";
import { writeResults } from "./measure/write-results.ts";
import { formatTokenResults, type TokenResults } from "./token/format-token-results.ts";
import { measureManyClients } from "./token/measure-many-clients.ts";
import { measurePeers } from "./token/measure-peers.ts";
import { readTokenOptions, TOKEN_HELP, type TokenOptions } from "./token/token-options.ts";

const EXIT_INTERRUPTED = 130;

const options = readTokenOptions(process.argv.slice(2));
if (options === null) console.log(TOKEN_HELP);
else await runTokenBenchmark(options);

async function runTokenBenchmark(options: TokenOptions): Promise<void> {
  await using resources = new AsyncDisposableStack();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void resources.disposeAsync().finally(() => process.exit(EXIT_INTERRUPTED)));
  }
  const results = await measure(options, resources);
  const markdown = formatTokenResults(results);
  console.log(markdown);
  if (options.isWhole) await writeResults("token", results, markdown);
}

async function measure(options: TokenOptions, resources: AsyncDisposableStack): Promise<TokenResults> {
  const generator = resources.adopt(startLoadGenerator(), ({ stop }) => stop());
  const machine = describeMachine(["oidc-provider", "fastify", "jose"], new Date());
  // What one part started is gone before the next one begins: idle servers, too, wake up now and then.
  const inPart = async <Result>(part: (own: AsyncDisposableStack) => Promise<Result>): Promise<Result> => {
    await using own = resources.use(new AsyncDisposableStack());
    return await part(own);
  };
  const { peers, manyClients } = options;
  return {
    machine,
    peers: peers && (await inPart((own) => measurePeers(peers.names, generator, peers.settings, own))),
    manyClients: manyClients && (await inPart((own) => measureManyClients(manyClients, generator, own))),
  };
}
