/** What the server wrote into the page. */
export interface PageFacts {
  /** Where the dashboard works: passkeys and the check of the origin are bound to it. */
  readonly publicUrl: string;
  readonly supportUrl: string | undefined;
  /** A session's cookie came along with the page; it may have ended. */
  readonly hasSession: boolean;
}

export function readPageFacts(): PageFacts {
  const { dataset } = document.querySelector<HTMLMetaElement>('meta[name="celitech-auth"]') ?? document.body;
  return {
    publicUrl: dataset["publicUrl"] ?? location.origin,
    supportUrl: dataset["supportUrl"],
    hasSession: dataset["hasSession"] !== undefined,
  };
}
