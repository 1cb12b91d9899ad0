import { useEffect, useState } from "react";

/** The time, renewed every so many milliseconds while the page is seen. */
export function useNow(everyMilliseconds = 30_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const renew = () => {
      if (document.visibilityState === "visible") setNow(new Date());
    };
    const timer = setInterval(renew, everyMilliseconds);
    document.addEventListener("visibilitychange", renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", renew);
    };
  }, [everyMilliseconds]);
  return now;
}
