/** Who shops here, in this browser: no account, no cookie, two names in the browser's own storage. */

const USER = "leafloop.user";
const SESSION = "leafloop.session";

const listeners = new Set<() => void>();

function fresh(kind: string): string {
  return `${kind}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Read what is stored; a browser that stores nothing gets a name that lasts as long as the page. */
function kept(
  storage: () => Storage,
  key: string,
  kind: string,
  held: Map<string, string>,
): string {
  let name = held.get(key) ?? null;
  try {
    name = storage().getItem(key) ?? name;
    if (!name) {
      name = fresh(kind);
      storage().setItem(key, name);
    }
  } catch {
    name ??= fresh(kind);
  }
  held.set(key, name);
  return name;
}

const memory = new Map<string, string>();

/** The person whose shop this is; every tab of a browser has the same. */
export const user = {
  read: (): string => kept(() => localStorage, USER, "visitor", memory),

  /** Shop as somebody else from now on, in every tab. */
  change(name: string): void {
    memory.set(USER, name);
    try {
      localStorage.setItem(USER, name);
    } catch {
      // Kept in memory above: it lasts as long as the page.
    }
    for (const listen of listeners) listen();
  },

  /** Be told of a change, made here or in another tab. */
  subscribe(listen: () => void): () => void {
    const elsewhere = (event: StorageEvent) => {
      if (event.key === USER) listen();
    };
    listeners.add(listen);
    window.addEventListener("storage", elsewhere);
    return () => {
      listeners.delete(listen);
      window.removeEventListener("storage", elsewhere);
    };
  },
};

/** This visit: one per tab, until it is closed. */
export function session(): string {
  return kept(() => sessionStorage, SESSION, "visit", memory);
}
