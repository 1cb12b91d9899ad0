import { quoteDouble } from "./quote.ts";
import type { Snippet } from "./snippet.ts";

const KEEP = "Keep the token until shortly before it expires, then ask again: there is no refresh token.";
const group = "Plain HTTP";

export const javaSnippet: Snippet = {
  id: "java",
  label: "Java",
  group,
  install: undefined,
  fileName: "TokenExample.java",
  write: ({ clientId, tokenUrl, usesBasic }) => {
    const form = usesBasic
      ? '"grant_type=client_credentials"'
      : '"grant_type=client_credentials&client_id=" + encode(CLIENT_ID) + "&client_secret=" + encode(secret)';
    const pair = '    String pair = encode(CLIENT_ID) + ":" + encode(secret);\n';
    const header =
      '        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))\n';
    return `import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
${usesBasic ? "import java.util.Base64;\n" : ""}import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class TokenExample {
  static final String TOKEN_URL = ${quoteDouble(tokenUrl)};
  static final String CLIENT_ID = ${quoteDouble(clientId)};

  public static void main(String[] args) throws Exception {
    String secret = System.getenv("CELITECH_CLIENT_SECRET");
${usesBasic ? pair : ""}    HttpRequest request = HttpRequest.newBuilder(URI.create(TOKEN_URL))
        .timeout(Duration.ofSeconds(10))
        .header("Content-Type", "application/x-www-form-urlencoded")
${usesBasic ? header : ""}        .POST(HttpRequest.BodyPublishers.ofString(${form}))
        .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("The token endpoint answered " + response.statusCode());
    }
    // With your JSON library this is one line.
    String token = find("\\"access_token\\"\\\\s*:\\\\s*\\"([^\\"]+)\\"", response.body());
    String seconds = find("\\"expires_in\\"\\\\s*:\\\\s*(\\\\d+)", response.body());
    // ${KEEP}
    String header = "Bearer " + token;
    System.out.println("Got a token, valid for " + seconds + " seconds");
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) throw new IllegalStateException("The answer is not what was expected");
    return matcher.group(1);
  }
}
`;
  },
};

export const csharpSnippet: Snippet = {
  id: "csharp",
  label: "C#",
  group,
  install: undefined,
  fileName: "Program.cs",
  write: ({ clientId, tokenUrl, usesBasic }) => {
    const fields = usesBasic
      ? '    ["grant_type"] = "client_credentials",\n'
      : '    ["grant_type"] = "client_credentials",\n    ["client_id"] = clientId,\n    ["client_secret"] = secret,\n';
    const basic = `var pair = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}";
http.DefaultRequestHeaders.Authorization =
    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
`;
    return `${usesBasic ? "using System.Net.Http.Headers;\nusing System.Text;\n" : ""}using System.Text.Json;

var tokenUrl = ${quoteDouble(tokenUrl)};
var clientId = ${quoteDouble(clientId)};
var secret = Environment.GetEnvironmentVariable("CELITECH_CLIENT_SECRET")
    ?? throw new InvalidOperationException("CELITECH_CLIENT_SECRET is not set");

using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
${usesBasic ? basic : ""}using var response = await http.PostAsync(tokenUrl, new FormUrlEncodedContent(new Dictionary<string, string>
{
${fields}}));
response.EnsureSuccessStatusCode();
using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
var token = answer.RootElement.GetProperty("access_token").GetString();

// ${KEEP}
Console.WriteLine($"Got a token, valid for {answer.RootElement.GetProperty("expires_in").GetInt32()} seconds");
`;
  },
};
