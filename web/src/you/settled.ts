/** A text once nobody types any more. */
import { useEffect, useState } from "react";

/** Return the text as it was when it last stood still for some milliseconds; nothing at once. */
export function useSettled(text: string, ms: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === "" ? 0 : ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}
