/** The figures of the dashboard: asked again every ten seconds while somebody looks. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, type Schemas, server } from "../api/client";

export type Metrics = Schemas["MetricsReply"];
export type Day = Schemas["DayReply"];
export type Rate = Schemas["RateReply"];
export type Mean = Schemas["MeanReply"];
export type Compared = Schemas["ComparedReply"];
export type Difference = Schemas["DifferenceReply"];
export type Loops = Schemas["LoopsReply"];
export type Loop = Schemas["LoopReply"];
export type Position = Schemas["PositionReply"];
export type Letter = Schemas["DeadLetterReply"];

const AGAIN = 10_000;

/** A hidden page asks nothing; the old figures stay until new ones come. */
const LIVE = { refetchInterval: AGAIN, staleTime: AGAIN / 2, placeholderData: keepPreviousData };

export const useMetrics = (days: number) =>
  useQuery({
    ...LIVE,
    queryKey: ["admin", "metrics", days],
    queryFn: () => body(server.GET("/api/v1/admin/metrics", { params: { query: { days } } })),
  });

export const useLoops = () =>
  useQuery({
    ...LIVE,
    queryKey: ["admin", "loops"],
    queryFn: () => body(server.GET("/api/v1/admin/loops")),
  });

export const usePositions = () =>
  useQuery({
    ...LIVE,
    queryKey: ["admin", "ctr"],
    queryFn: () => body(server.GET("/api/v1/admin/ctr")),
  });

export const useDeadLetters = () =>
  useQuery({
    ...LIVE,
    queryKey: ["admin", "dead-letters"],
    queryFn: () => body(server.GET("/api/v1/admin/dead-letters")),
  });

/**
 * Return a mutation that hands one dead letter to its fold or sink again.
 *
 * @param onTaken Called when it was taken, even if the letter is not shown any more by then.
 */
export function useReplay(onTaken: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (letter_id: number) =>
      body(
        server.POST("/api/v1/admin/dead-letters/{letter_id}/replay", {
          params: { path: { letter_id } },
        }),
      ),
    onSuccess: ({ replayed }) => {
      if (replayed) onTaken();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["admin"] }),
  });
}
