import type { TokenClient } from "@celitech-auth/client";
import type { Dispatcher } from "undici";

/** For `dispatcher.compose(tokens(client))`: gives every request a token, and one more try when the API refuses it. */
export function tokens(client: TokenClient): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const isRepeatable = !options.body || typeof options.body === "string";
    const send = async (isLast: boolean): Promise<void> => {
      const token = await client.getToken();
      const headers = { ...(options.headers as Record<string, string>), authorization: `Bearer ${token.accessToken}` };
      const mayRetry = () => !isLast && client.invalidate(token) && isRepeatable;
      dispatch(
        { ...options, headers },
        retryOn401(handler, mayRetry, () => void send(true).catch(fail)),
      );
    };
    const fail = (error: Error) => handler.onResponseError?.(null as never, error);
    void send(false).catch(fail);
    return true;
  };
}

function retryOn401(handler: Dispatcher.DispatchHandler, mayRetry: () => boolean, retry: () => void) {
  let isRetrying = false;
  const outer: Dispatcher.DispatchHandler = {
    onRequestStart: (...start) => handler.onRequestStart?.(...start),
    onResponseStart: (controller, status, ...rest) => {
      isRetrying = status === 401 && mayRetry();
      if (!isRetrying) handler.onResponseStart?.(controller, status, ...rest);
    },
    onResponseData: (...data) => (isRetrying ? undefined : handler.onResponseData?.(...data)),
    onResponseEnd: (...end) => (isRetrying ? retry() : handler.onResponseEnd?.(...end)),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  };
  return outer;
}
