/** The four dials of how answers are given. */
import { Failure } from "../kit/Notice";
import { Skeletons } from "../kit/Skeleton";
import { words } from "../strings";
import { Dial } from "./Dial";
import { Part } from "./Part";
import { FACETS, MIDDLE, movesOf, usePersona, usePersonaMoves } from "./persona";

export function PersonaPart() {
  const persona = usePersona();
  const moves = usePersonaMoves().data ?? [];
  const told = words.you.persona;
  const picks = persona.data?.interaction_count ?? 0;
  return (
    <Part id="persona" title={told.title} lead={told.lead}>
      {persona.error && <Failure error={persona.error} retry={() => void persona.refetch()} />}
      {!persona.data && !persona.error && <Skeletons many={4} className="h-14 rounded-card" />}
      {persona.data && (
        <div>
          <p className="mb-5">{picks > 0 ? told.counted(picks) : told.none}</p>
          <div className="grid gap-x-12 gap-y-6 md:grid-cols-2">
            {FACETS.map((facet) => (
              <Dial
                key={facet}
                facet={facet}
                value={persona.data.facets[facet] ?? MIDDLE}
                moves={movesOf(moves, facet)}
              />
            ))}
          </div>
        </div>
      )}
    </Part>
  );
}
