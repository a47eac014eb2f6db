/** Where one writes: Enter sends, Shift and Enter begins a new line; what is typed is never lost. */
import { useId, useRef } from "react";
import { SignButton } from "../kit/Button";
import { words } from "../strings";
import type { Draft } from "./draft";

interface Props {
  busy: boolean;
  draft: Draft;
  onSay: (text: string) => void;
}

const LONGEST = 8000;

export function Composer({ busy, draft, onSay }: Props) {
  const id = useId();
  const [text, setText] = draft;
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const said = text.trim();
    if (!said || busy) return;
    setText("");
    onSay(said);
    field.current?.focus();
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor={id} className="sr-only">
        {words.assistant.write}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={1}
        maxLength={LONGEST}
        value={text}
        placeholder={words.assistant.placeholder}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }}
        className="field-sizing-content max-h-32 min-h-11 min-w-0 flex-1 resize-none rounded-card border border-line bg-paper px-3.5 py-2.5 placeholder:text-muted focus:border-leaf"
      />
      <SignButton
        sign="send"
        type="submit"
        name={words.assistant.send}
        disabled={busy || !text.trim()}
        className="size-11 bg-leaf text-on-leaf hover:bg-leaf-strong hover:text-on-leaf"
      />
    </form>
  );
}
