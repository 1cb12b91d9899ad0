import { quoteDouble, quoteSingle } from "./quote.ts";
import type { Snippet } from "./snippet.ts";

// CELITECH's own libraries for its API. They ask for tokens by themselves: they have to know where. All of them send the secret in the body.
const sdk = { group: "Libraries", isBodyOnly: true } as const;
const SECRET = "CELITECH_CLIENT_SECRET";

/** The libraries add the path themselves. */
function oauthBase(tokenUrl: string): string {
  return tokenUrl.replace(/\/oauth2\/token$/, "");
}

const typescriptSdk: Snippet = {
  id: "sdk-typescript",
  label: "CELITECH SDK for TypeScript",
  ...sdk,
  install: "npm install celitech-sdk",
  fileName: "destinations.ts",
  write: ({ clientId, tokenUrl, apiUrl }) => `import { Celitech } from "celitech-sdk";

const celitech = new Celitech({
  clientId: ${quoteDouble(clientId)},
  clientSecret: process.env.${SECRET} ?? "",
  oAuthBaseUrl: ${quoteDouble(oauthBase(tokenUrl))},
${apiUrl === undefined ? "" : `  baseUrl: ${quoteDouble(apiUrl)},\n`}});

const { data } = await celitech.destinations.listDestinations();
console.log(data);
`,
};

const pythonSdk: Snippet = {
  id: "sdk-python",
  label: "CELITECH SDK for Python",
  ...sdk,
  install: "pip install celitech-sdk",
  fileName: "destinations.py",
  write: ({ clientId, tokenUrl, apiUrl }) => `import os

from celitech import Celitech

sdk = Celitech(
    client_id=${quoteDouble(clientId)},
    client_secret=os.environ["${SECRET}"],
    base_oauth_url=${quoteDouble(oauthBase(tokenUrl))},
${apiUrl === undefined ? "" : `    base_url=${quoteDouble(apiUrl)},\n`})
print(sdk.destinations.list_destinations())
`,
};

const goSdk: Snippet = {
  id: "sdk-go",
  label: "CELITECH SDK for Go",
  ...sdk,
  install: "go get github.com/Celitech/CelitechSDKGo/v2",
  fileName: "main.go",
  write: ({ clientId, tokenUrl, apiUrl }) => `package main

import (
	"context"
	"fmt"
	"log"
	"os"

	celitech "github.com/Celitech/CelitechSDKGo/v2"
)

func main() {
	config := celitech.NewConfig()
	config.SetClientID(${quoteDouble(clientId)})
	config.SetClientSecret(os.Getenv("${SECRET}"))
	client := celitech.NewCelitech(config)
	client.SetOAuthBaseURL(${quoteDouble(oauthBase(tokenUrl))})
${apiUrl === undefined ? "" : `	client.SetBaseURL(${quoteDouble(apiUrl)})\n`}
	response, err := client.Destinations.ListDestinations(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response)
}
`,
};

const phpSdk: Snippet = {
  id: "sdk-php",
  label: "CELITECH SDK for PHP",
  ...sdk,
  install: "composer require celitech-sdk/sdk",
  fileName: "destinations.php",
  write: ({ clientId, tokenUrl, apiUrl }) => `<?php

use Celitech\\Client;

require 'vendor/autoload.php';

$sdk = new Client(
    clientId: ${quoteSingle(clientId)},
    clientSecret: getenv('${SECRET}'),
    baseOAuthUrl: ${quoteSingle(oauthBase(tokenUrl))},
);
${apiUrl === undefined ? "" : `$sdk->setBaseUrl(${quoteSingle(apiUrl)});\n`}
print_r($sdk->destinations->listDestinations());
`,
};

const javaSdk: Snippet = {
  id: "sdk-java",
  label: "CELITECH SDK for Java",
  ...sdk,
  install: "io.github.celitech:celitech-sdk (Maven, Gradle)",
  fileName: "Main.java",
  write: ({ clientId, tokenUrl, apiUrl }) => `import io.github.celitech.celitechsdk.Celitech;
import io.github.celitech.celitechsdk.config.CelitechConfig;

public class Main {
  public static void main(String[] args) {
    CelitechConfig config = CelitechConfig.builder()
        .clientId(${quoteDouble(clientId)})
        .clientSecret(System.getenv("${SECRET}"))
        .baseOAuthUrl(${quoteDouble(oauthBase(tokenUrl))})
${apiUrl === undefined ? "" : `        .baseUrl(${quoteDouble(apiUrl)})\n`}        .build();
    System.out.println(new Celitech(config).destinations.listDestinations());
  }
}
`,
};

const csharpSdk: Snippet = {
  id: "sdk-csharp",
  label: "CELITECH SDK for C#",
  ...sdk,
  install: "dotnet add package Celitech.SDK",
  fileName: "Program.cs",
  write: ({ clientId, tokenUrl, apiUrl }) => `using Celitech.SDK;
using Celitech.SDK.Config;

var config = new CelitechConfig
{
    ClientId = ${quoteDouble(clientId)},
    ClientSecret = Environment.GetEnvironmentVariable("${SECRET}")!,
    BaseOAuthUrl = ${quoteDouble(oauthBase(tokenUrl))},
};
var client = new CelitechClient(config);
${apiUrl === undefined ? "" : `client.SetBaseUrl(${quoteDouble(apiUrl)});\n`}
Console.WriteLine(await client.Destinations.ListDestinationsAsync());
`,
};

const rubySdk: Snippet = {
  id: "sdk-ruby",
  label: "CELITECH SDK for Ruby",
  ...sdk,
  install: "gem install celitech",
  fileName: "destinations.rb",
  write: ({ clientId, tokenUrl, apiUrl }) => `require 'celitech'

sdk = Celitech::Client.new(
  client_id: ${quoteSingle(clientId)},
  client_secret: ENV.fetch('${SECRET}'),
  token_url: ${quoteSingle(tokenUrl)},
${apiUrl === undefined ? "" : `  base_url: ${quoteSingle(apiUrl)},\n`})
puts sdk.destinations.list_destinations
`,
};

/** CELITECH's official libraries, in the order of the other snippets. */
export const sdkSnippets: readonly Snippet[] = [typescriptSdk, pythonSdk, goSdk, phpSdk, javaSdk, csharpSdk, rubySdk];
