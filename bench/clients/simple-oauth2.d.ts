/** What the benchmark uses of it; the package brings no types. */
declare module "simple-oauth2" {
  export class ClientCredentials {
    constructor(options: {
      client: { id: string; secret: string };
      auth: { tokenHost: string; tokenPath: string };
    });
    getToken(parameters: Record<string, never>): Promise<AccessToken>;
  }

  export interface AccessToken {
    readonly token: Readonly<Record<string, unknown>>;
    expired(windowSeconds: number): boolean;
  }
}
