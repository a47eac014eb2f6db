/** The person of this page, for components. */
import { useSyncExternalStore } from "react";
import { user } from "./identity";

/** Return the user's id, and render again when somebody else takes over. */
export function useUser(): string {
  return useSyncExternalStore(user.subscribe, user.read);
}
