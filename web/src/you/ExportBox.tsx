/** Everything that is held, as a file. */
import { useMutation } from "@tanstack/react-query";
import { body, server } from "../api/client";
import { Button } from "../kit/Button";
import { Failure } from "../kit/Notice";
import { useUser } from "../person/useUser";
import { words } from "../strings";
import { download, sizeOf } from "./download";

export function ExportBox() {
  const user = useUser();
  const told = words.you.data;
  const taking = useMutation({
    mutationFn: async () => {
      const path = { user_id: user };
      const held = await body(
        server.GET("/api/v1/user/{user_id}/learning-data/export", { params: { path } }),
      );
      const file = `leafloop-${user.replace(/[^\w-]/g, "_")}.json`;
      const size = download(file, held);
      return told.exported(file, sizeOf(size), Object.keys(held.stores).length);
    },
  });
  return (
    <section className="card flex flex-col items-start gap-3 p-5">
      <h3 className="font-semibold text-title">{told.exportTitle}</h3>
      <p className="max-w-reading">{told.exportText}</p>
      <div className="mt-auto pt-2">
        <Button look="leading" disabled={taking.isPending} onClick={() => taking.mutate()}>
          {told.export}
        </Button>
      </div>
      <p role="status" className="break-words text-muted text-small empty:hidden">
        {taking.data}
      </p>
      {taking.error && <Failure error={taking.error} />}
    </section>
  );
}
