/** @jsxImportSource preact */
import { useEffect, useRef } from "preact/hooks";

interface Properties {
  readonly title: string;
  /** After a change of view: a screen reader goes on reading here, and the keyboard from here. */
  readonly isFocused?: boolean;
}

/** The title of the view, of the window too. */
export function Heading({ title, isFocused = false }: Properties) {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · CELITECH Auth`;
    if (isFocused) element.current?.focus();
  }, [title, isFocused]);
  return (
    <h1 ref={element} tabIndex={-1}>
      {title}
    </h1>
  );
}
