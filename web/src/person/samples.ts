/** The shoppers of the sample data, and the way back to oneself. */
import { user } from "./identity";

const MINE = "leafloop.mine";

export const SAMPLES = [
  { id: "sample-mateo", label: "Mateo" },
  { id: "sample-family-okafor", label: "A family" },
  { id: "sample-ana", label: "Ana" },
  { id: "sample-lena", label: "Lena" },
  { id: "sample-noor", label: "Noor" },
  { id: "sample-yuki", label: "Yuki" },
] as const;

/** Whether this is a shopper of the sample data. */
export const isSample = (name: string): boolean => SAMPLES.some((sample) => sample.id === name);

/** Return the browser's own visitor, also while a sample shopper is looked at. */
export function mine(fresh = false): string {
  const now = user.read();
  let name = isSample(now) ? stored() : now;
  if (fresh || !name) name = `visitor-${crypto.randomUUID().slice(0, 8)}`;
  try {
    localStorage.setItem(MINE, name);
  } catch {
    // Without storage the way back leads to somebody new.
  }
  return name;
}

function stored(): string | null {
  try {
    return localStorage.getItem(MINE);
  } catch {
    return null;
  }
}
