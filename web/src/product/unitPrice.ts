/** Prices for the same amount, as a shelf label gives them. */
import { priceOf } from "../kit/formats";

const UNITS: Record<string, [base: number, per: string]> = {
  g: [1000, "kg"],
  kg: [1, "kg"],
  oz: [35.27396, "kg"],
  lb: [2.204623, "kg"],
  lbs: [2.204623, "kg"],
  ml: [1000, "l"],
  cl: [100, "l"],
  l: [1, "l"],
  "fl oz": [33.81402, "l"],
  pt: [2.113376, "l"],
  qt: [1.056688, "l"],
  gal: [0.2641721, "l"],
};
const SIZE = /^(?:(\d+)\s*x\s*)?(\d+(?:\.\d+)?)\s*([a-z]+(?: oz)?)$/;

/** `unitPriceOf(1.5, "500 g")` is “$3.00 / kg”; null where the size has no weight or volume. */
export function unitPriceOf(price: number | null, size: string): string | null {
  const found = SIZE.exec(size.trim().toLowerCase());
  const unit = UNITS[found?.[3] ?? ""];
  const amount = Number(found?.[1] ?? 1) * Number(found?.[2] ?? 0);
  if (price === null || !unit || !(amount > 0)) return null;
  return `${priceOf((price * unit[0]) / amount)} / ${unit[1]}`;
}
