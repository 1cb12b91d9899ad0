import { subscribe } from "node:diagnostics_channel";
import type { TokenRequestEvent } from "@celitech-auth/client";

/** What is used of `trace.getTracer("celitech-auth")` from `@opentelemetry/api`. */
export interface Tracer {
  startSpan(name: string, options: { attributes: Record<string, string | number> }): Span;
}
interface Span {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** One span for each token request. Start and end of a request carry the same object, so the span hangs on it. */
export function traceTokenRequests(tracer: Tracer): void {
  const spans = new WeakMap<object, Span>();
  subscribe("celitech-auth:request:start", (message) => {
    const { tokenUrl, scope = "", attempt } = message as TokenRequestEvent;
    const attributes = { "url.full": tokenUrl, "oauth.scope": scope, "http.request.resend_count": attempt - 1 };
    spans.set(message as object, tracer.startSpan("token request", { attributes }));
  });
  subscribe("celitech-auth:request:end", (message) => spans.get(message as object)?.end());
  subscribe("celitech-auth:request:error", (message) => {
    const { code, status } = message as TokenRequestEvent;
    const span = spans.get(message as object);
    if (status !== undefined) span?.setAttribute("http.response.status_code", status);
    span?.setAttribute("error.type", code ?? "unknown");
    span?.setStatus({ code: 2, message: code ?? "unknown" });
    span?.end();
  });
}
