/** “Why am I seeing this?” */
import { Sheet } from "../kit/Sheet";
import { words } from "../strings";
import { Explanation } from "./Explanation";
import type { Result } from "./types";

interface Props {
  result: Result | null;
  onClose: () => void;
}

export function WhySheet({ result, onClose }: Props) {
  return (
    <Sheet open={result !== null} onClose={onClose} title={words.why.title}>
      {result && (
        <>
          <p className="mb-4 font-semibold text-large">{result.product.name}</p>
          <Explanation result={result} />
        </>
      )}
    </Sheet>
  );
}
