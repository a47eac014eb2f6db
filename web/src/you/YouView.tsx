/** A person's own page: what is known of them, how it looks, what may be learned, and the way out. */
import { useState } from "react";
import { words } from "../strings";
import { EraseBox } from "./EraseBox";
import { ExportBox } from "./ExportBox";
import { useReceipt } from "./erasure";
import { FactsPart } from "./FactsPart";
import { useMemories } from "./facts";
import { useHabits } from "./habits";
import { useLeanings } from "./leanings";
import { Nobody } from "./Nobody";
import { type Opened, openedAfter } from "./opened";
import { Part } from "./Part";
import { PersonaPart } from "./PersonaPart";
import { PicturePart } from "./PicturePart";
import { PrivacyPart } from "./PrivacyPart";
import { ReceiptCard } from "./ReceiptCard";
import { Summary } from "./Summary";

export function YouView() {
  const [opened, setOpened] = useState<Opened | null>(null);
  const open = (id: string) => setOpened((before) => openedAfter(before, id));
  const known = useKnown();
  const parts = words.you.parts;
  return (
    <div className="mx-auto grid max-w-[88rem] grid-cols-1 gap-12 px-4 pt-8 pb-28 sm:px-6 sm:pt-12">
      <div className="grid grid-cols-1 gap-6">
        <Summary />
        <ReceiptCard />
        <nav aria-label={parts.label} className="flex flex-wrap gap-x-5 gap-y-1">
          {known && <Anchor to="facts" name={parts.facts} />}
          {known && <Anchor to="picture" name={parts.picture} />}
          <Anchor to="persona" name={parts.persona} />
          <Anchor to="privacy" name={parts.privacy} />
          <Anchor to="data" name={parts.data} />
        </nav>
      </div>
      {known ? (
        <div className="grid grid-cols-1 items-start gap-12 xl:grid-cols-[minmax(0,1fr)_42.625rem]">
          <FactsPart opened={opened} onOpen={open} />
          <div className="min-w-0 xl:sticky xl:top-20">
            <PicturePart onOpen={open} />
          </div>
        </div>
      ) : (
        <Nobody />
      )}
      <PersonaPart />
      <PrivacyPart />
      <Part id="data" title={words.you.data.title}>
        <div className="grid gap-5 md:grid-cols-2">
          <ExportBox />
          <EraseBox />
        </div>
      </Part>
    </div>
  );
}

function Anchor({ to, name }: { to: string; name: string }) {
  return (
    <a
      href={`#${to}`}
      className="inline-flex min-h-6 items-center font-semibold text-leaf underline"
    >
      {name}
    </a>
  );
}

/**
 * Whether there is anything to show; while nobody can tell, the place for it is kept.
 *
 * Who deletes the last fact keeps the list, and the undo in it; only an erasure begins anew.
 */
function useKnown(): boolean {
  const memories = useMemories({ q: "", history: false });
  const habits = useHabits().data ?? [];
  const erased = useReceipt().receipt?.receipt_id ?? "";
  const [seen, setSeen] = useState(false);
  const [begun, setBegun] = useState(erased);
  const leanings = useLeanings().data ?? [];
  const told = (memories.data?.memories.length ?? 0) + habits.length + leanings.length;
  const found = told > 0;
  if (erased !== "" && erased !== begun) {
    setBegun(erased);
    setSeen(false);
  } else if (found && !seen) {
    setSeen(true);
  }
  return found || seen || !memories.data;
}
