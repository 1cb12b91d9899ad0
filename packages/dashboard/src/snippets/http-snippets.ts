import { quoteDouble, quoteSingle } from "./quote.ts";
import type { Snippet } from "./snippet.ts";

const KEEP = "Keep the token until shortly before it expires, then ask again: there is no refresh token.";
const group = "Plain HTTP";

export const pythonSnippet: Snippet = {
  id: "python",
  label: "Python",
  group,
  install: undefined,
  fileName: "token_example.py",
  write: ({ clientId, tokenUrl, usesBasic }) => {
    const fields = usesBasic
      ? '{"grant_type": "client_credentials"}'
      : '{"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": secret}';
    const basic = [
      'pair = f"{urllib.parse.quote_plus(CLIENT_ID)}:{urllib.parse.quote_plus(secret)}"',
      'request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())',
    ];
    return `${usesBasic ? "import base64\n" : ""}import json
import os
import urllib.parse
import urllib.request

TOKEN_URL = ${quoteDouble(tokenUrl)}
CLIENT_ID = ${quoteDouble(clientId)}
secret = os.environ["CELITECH_CLIENT_SECRET"]

fields = ${fields}
request = urllib.request.Request(TOKEN_URL, data=urllib.parse.urlencode(fields).encode())
${usesBasic ? `${basic.join("\n")}\n` : ""}with urllib.request.urlopen(request, timeout=10) as response:
    token = json.load(response)

# ${KEEP}
headers = {"Authorization": f"Bearer {token['access_token']}"}
print(f"Got a token, valid for {token['expires_in']} seconds")
`;
  },
};

export const goSnippet: Snippet = {
  id: "go",
  label: "Go",
  group,
  install: undefined,
  fileName: "main.go",
  write: ({ clientId, tokenUrl, usesBasic }) => {
    const form = usesBasic
      ? 'form := url.Values{"grant_type": {"client_credentials"}}'
      : 'form := url.Values{"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {secret}}';
    const basic = "\trequest.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(secret))\n";
    return `package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const (
	tokenURL = ${quoteDouble(tokenUrl)}
	clientID = ${quoteDouble(clientId)}
)

func main() {
	secret := os.Getenv("CELITECH_CLIENT_SECRET")
	${form}
	request, err := http.NewRequest("POST", tokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
${usesBasic ? basic : ""}	response, err := (&http.Client{Timeout: 10 * time.Second}).Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		log.Fatalf("the token endpoint answered %s", response.Status)
	}
	var token struct {
		AccessToken string \`json:"access_token"\`
		ExpiresIn   int    \`json:"expires_in"\`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil {
		log.Fatal(err)
	}
	// ${KEEP}
	fmt.Printf("Got a token, valid for %d seconds\\n", token.ExpiresIn)
}
`;
  },
};

export const phpSnippet: Snippet = {
  id: "php",
  label: "PHP",
  group,
  install: undefined,
  fileName: "token.php",
  write: ({ clientId, tokenUrl, usesBasic }) => {
    const credentials = usesBasic
      ? "    CURLOPT_USERPWD => rawurlencode($clientId) . ':' . rawurlencode($secret),\n"
      : "";
    const fields = usesBasic
      ? "['grant_type' => 'client_credentials']"
      : "['grant_type' => 'client_credentials', 'client_id' => $clientId, 'client_secret' => $secret]";
    return `<?php

$tokenUrl = ${quoteSingle(tokenUrl)};
$clientId = ${quoteSingle(clientId)};
$secret = getenv('CELITECH_CLIENT_SECRET');

$request = curl_init($tokenUrl);
curl_setopt_array($request, [
    CURLOPT_POSTFIELDS => http_build_query(${fields}),
${credentials}    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_FAILONERROR => true,
    CURLOPT_TIMEOUT => 10,
]);
$body = curl_exec($request);
if ($body === false) {
    throw new RuntimeException(curl_error($request));
}
$token = json_decode($body, true, flags: JSON_THROW_ON_ERROR);

// ${KEEP}
$header = 'Authorization: Bearer ' . $token['access_token'];
echo 'Got a token, valid for ' . $token['expires_in'] . ' seconds', PHP_EOL;
`;
  },
};

export const rubySnippet: Snippet = {
  id: "ruby",
  label: "Ruby",
  group,
  install: undefined,
  fileName: "token.rb",
  write: ({ clientId, tokenUrl, usesBasic }) => {
    const fields = usesBasic
      ? "{ grant_type: 'client_credentials' }"
      : "{ grant_type: 'client_credentials', client_id: client_id, client_secret: secret }";
    const basic =
      "request.basic_auth(URI.encode_www_form_component(client_id), URI.encode_www_form_component(secret))\n";
    return `require 'json'
require 'net/http'

uri = URI(${quoteSingle(tokenUrl)})
client_id = ${quoteSingle(clientId)}
secret = ENV.fetch('CELITECH_CLIENT_SECRET')

request = Net::HTTP::Post.new(uri)
request.set_form_data(${fields})
${usesBasic ? basic : ""}response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }
response.value # raises unless the answer is a success
token = JSON.parse(response.body)

# ${KEEP}
headers = { 'Authorization' => "Bearer #{token['access_token']}" }
puts "Got a token, valid for #{token['expires_in']} seconds"
`;
  },
};
