/** Hand one dead letter to its fold or sink again, and say what became of it. */
import { said as problem } from "../../../api/problem";
import { Button } from "../../../kit/Button";
import { type Letter, useReplay } from "../../figures";
import { said } from "./words";

interface Props {
  letter: Letter;
  onTaken: (letter: Letter) => void;
}

export function Replay({ letter, onTaken }: Props) {
  const { mutate, data, error, isPending } = useReplay(() => onTaken(letter));
  const failed = data?.replayed === false;
  return (
    <div className="flex max-w-[60%] flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <span role="status" className="text-right text-danger text-small">
        {!isPending && (error ? problem(error) : failed && said.stays)}
      </span>
      <Button
        small
        sign="undo"
        disabled={isPending}
        aria-label={said.replayNamed(letter.seq, letter.sink)}
        onClick={() => mutate(letter.id)}
      >
        {said.replay}
      </Button>
    </div>
  );
}
